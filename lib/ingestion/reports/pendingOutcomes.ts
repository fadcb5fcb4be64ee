import { type Identity, type Ingestion, identityOf } from '../ingestion';
import type { Storage } from '../storage/connect';
import { type StateStore, stateStore } from '../storage/stateStore';

/** An ingestion whose people Entra has yet to tell of. */
export interface Awaited extends Identity {
  jobId: string;
  /** When its first request was sent, milliseconds since 1970 … */
  since: number;
  /** … and when the last was accepted. */
  acceptedAt?: number;
}

type All = Readonly<Record<string, Awaited>>;

const storeOf = (feed: string, storage: Storage): StateStore => stateStore(feed, storage);

/** The feed's ingestions of which outcomes are still to be told, by id. */
export const readAwaited = async (feed: string, storage: Storage): Promise<All> =>
  (await storeOf(feed, storage).read<All>('awaited')) ?? {};

/** Has the outcomes of an ingestion watched: from now on, or since when they are already. */
export async function awaitOutcomes(ingestion: Ingestion, jobId: string, now: number): Promise<Awaited> {
  const { id, feed, storage } = ingestion;
  const own = { ...identityOf(ingestion), jobId, since: now };
  const all = await storeOf(feed, storage).update<All>('awaited', (current = {}) =>
    Object.hasOwn(current, id) ? current : { ...current, [id]: own },
  );
  return all[id] ?? own;
}

export async function noteAccepted({ id, feed, storage }: Ingestion, now: number): Promise<void> {
  await storeOf(feed, storage).update<All>('awaited', (current = {}) => {
    const awaited = Object.hasOwn(current, id) ? current[id] : undefined;
    return awaited === undefined || awaited.acceptedAt !== undefined
      ? current
      : { ...current, [id]: { ...awaited, acceptedAt: now } };
  });
}

/** Whatever is to be told of an ingestion's outcomes was told, or never will be. */
export async function awaitNoMore({ id, feed, storage }: Ingestion): Promise<void> {
  await storeOf(feed, storage).update<All>('awaited', (current = {}) => {
    if (!Object.hasOwn(current, id)) return current;
    const { [id]: _, ...others } = current;
    return others;
  });
}

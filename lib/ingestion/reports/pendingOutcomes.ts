import { type Identity, type Ingestion, identityOf } from '../ingestion';
import type { Storage } from '../storage/connect';
import { openStateStore, type StateStore } from '../storage/stateStore';

/** An ingestion whose people have no outcome from Entra yet. */
export interface PendingOutcomes extends Identity {
  jobId: string;
  /** When its first request was sent, milliseconds since 1970. */
  since: number;
  /** When its last request was accepted, milliseconds since 1970. */
  acceptedAt?: number;
}

type AllPendingOutcomes = Readonly<Record<string, PendingOutcomes>>;

const storeOf = (feed: string, storage: Storage): StateStore => openStateStore(feed, storage);

/** The feed's ingestions with pending outcomes, by id. */
export const readPendingOutcomes = async (feed: string, storage: Storage): Promise<AllPendingOutcomes> =>
  (await storeOf(feed, storage).read<AllPendingOutcomes>('awaited')) ?? {};

/** Tracks the outcomes of an ingestion from now on, unless they are tracked already. */
export async function trackOutcomes(ingestion: Ingestion, jobId: string, now: number): Promise<PendingOutcomes> {
  const { id, feed, storage } = ingestion;
  const own = { ...identityOf(ingestion), jobId, since: now };
  const all = await storeOf(feed, storage).update<AllPendingOutcomes>('awaited', (current = {}) =>
    Object.hasOwn(current, id) ? current : { ...current, [id]: own },
  );
  return all[id] ?? own;
}

export async function recordAcceptance({ id, feed, storage }: Ingestion, now: number): Promise<void> {
  await storeOf(feed, storage).update<AllPendingOutcomes>('awaited', (current = {}) => {
    const awaited = Object.hasOwn(current, id) ? current[id] : undefined;
    return awaited === undefined || awaited.acceptedAt !== undefined
      ? current
      : { ...current, [id]: { ...awaited, acceptedAt: now } };
  });
}

/** Stops tracking: all outcomes were reported, or none will come. */
export async function untrackOutcomes({ id, feed, storage }: Ingestion): Promise<void> {
  await storeOf(feed, storage).update<AllPendingOutcomes>('awaited', (current = {}) => {
    if (!Object.hasOwn(current, id)) return current;
    const { [id]: _, ...others } = current;
    return others;
  });
}

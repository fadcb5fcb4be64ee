import { randomBytes } from 'node:crypto';
import { StateError } from '../../errors';
import type { MappedIngestion } from '../ingestion';
import type { Storage } from '../storage/connect';
import { openStateStore, readState, writeState, writeStateInBlocks } from '../storage/stateStore';
import { type Baseline, baselineFromBytes, baselineToBytes } from './baseline';
import { peopleFromBytes, peopleToBytes } from './bytes';
import { type MergeOptions, mergedBytes } from './merge';
import type { People } from './people';

/** The key of the hashes that stand for people in this storage account. */
export async function peopleKey(storage: Storage): Promise<string> {
  const { key } = await openStateStore('_keys', storage).update<{ key: string }>(
    'people',
    (current) => current ?? { key: randomBytes(16).toString('hex') },
  );
  return key;
}

/** The same, without making one; `undefined` where nobody was ever hashed. */
export const findPeopleKey = async (storage: Storage): Promise<string | undefined> =>
  (await openStateStore('_keys', storage).read<{ key: string }>('people'))?.key;

const filePeople = ({ folder }: MappedIngestion): string => `${folder}/people`;
const baselinePath = (feed: string): string => `${feed}/baseline`;

/** Keeps what inspection found of the file's people; the same file always gives the same. */
export async function savePeople(people: People, ingestion: MappedIngestion): Promise<void> {
  const path = filePeople(ingestion);
  for (;;) {
    const etag = (await readState(path, ingestion.storage))?.etag;
    if (await writeState(path, peopleToBytes(people), etag, ingestion.storage)) return;
  }
}

/** @throws StateError when it is gone, or cannot be read */
export async function loadPeople(ingestion: MappedIngestion): Promise<People> {
  const found = await readState(filePeople(ingestion), ingestion.storage);
  const people = found && peopleFromBytes(found.bytes);
  if (people === undefined)
    throw new StateError("the record of the file's people is gone: resume the ingestion, and it is read anew");
  return people;
}

/**
 * What Entra was given of the feed's people; none before the first accepted file, or when it cannot
 * be read.
 */
export async function readBaseline(feed: string, storage: Storage): Promise<Baseline | undefined> {
  const found = await readState(baselinePath(feed), storage);
  return found && baselineFromBytes(found.bytes);
}

/** Replaces the feed's baseline, at once; doing it again for the same ingestion changes nothing. */
export async function replaceBaseline(
  people: People,
  { feed, storage }: MappedIngestion,
  options: MergeOptions,
): Promise<void> {
  const path = baselinePath(feed);
  for (;;) {
    const found = await readState(path, storage);
    const before = found && baselineFromBytes(found.bytes);
    if (before?.ingestionId === options.ingestionId) return;
    if (await writeStateInBlocks(path, mergedBytes(before, people, options), found?.etag, storage)) return;
  }
}

/** Changes the feed's baseline as if nobody else did; `undefined` leaves it as it is. */
export async function changeBaseline(
  feed: string,
  storage: Storage,
  change: (before: Baseline | undefined) => Baseline | undefined,
): Promise<void> {
  const path = baselinePath(feed);
  for (;;) {
    const found = await readState(path, storage);
    const next = change(found && baselineFromBytes(found.bytes));
    if (next === undefined || (await writeState(path, baselineToBytes(next), found?.etag, storage))) return;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import type { Mapping } from '../../mapping/file/parse';
import { callTimeout } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { openStateStore, readState, writeState, writeStateInBlocks } from '../storage/stateStore';
import { convertLegacyStore, type LegacyFeed } from './legacyStore';
import type { UploadResult } from './mergeSources';
import { storeAfterUpload } from './moveStore';
import { emptyStore, type PeopleStore, storeFromBytes, storeToBytes } from './store';

/** The key of the hashes of people in this storage account. */
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

const pathOf = (feed: string): string => `${feed}/people`;
const legacyPathOf = (feed: string): string => `${feed}/baseline`;

interface Found {
  store: PeopleStore;
  etag: string | undefined;
}

/**
 * What Entra was given of the feed's people; an empty store for a new feed. A store of version 0.1
 * is converted.
 */
export const readPeople = async (feed: string, storage: Storage): Promise<PeopleStore> =>
  (await findStore(feed, storage)).store;

async function findStore(feed: string, storage: Storage): Promise<Found> {
  const found = await readState(pathOf(feed), storage);
  const store = found && storeFromBytes(found.bytes);
  if (store !== undefined) return { store, etag: found?.etag };
  return { store: (await readLegacyStore(feed, storage)) ?? emptyStore, etag: found?.etag };
}

/** Whether the feed's store is still that of version 0.1: nothing was sent since. */
export const hasLegacyStore = (feed: string, { state }: Storage): Promise<boolean> =>
  state.getBlobClient(legacyPathOf(feed)).exists(callTimeout());

async function readLegacyStore(feed: string, storage: Storage): Promise<PeopleStore | undefined> {
  const found = await readState(legacyPathOf(feed), storage);
  if (found === undefined) return undefined;
  const { accepted, sentSince } = (await openStateStore(feed, storage).read<LegacyFeed>('feed')) ?? {};
  const mapping =
    accepted && (await openStateStore(`${feed}/${accepted.ingestionId}`, storage).read<Mapping>('mapping'));
  return convertLegacyStore(found.bytes, {
    accepted: accepted && { ...accepted, mappingHash: mapping === undefined ? '' : userShapeOf(mapping) },
    sentSince,
  });
}

/** What of a mapping decides what a record's user is, as a hash. */
export const userShapeOf = ({ attributes, extension, emptyValues }: Mapping): string =>
  createHash('sha256')
    .update(JSON.stringify([attributes, extension, emptyValues]))
    .digest('hex');

/**
 * Moves the people of a feed to what an ingestion has sent. Doing it again for the same ingestion
 * changes nothing. `saveUsers` saves the last users as they are then, and gives the name of their
 * list. @returns the store's revision
 */
export async function movePeople(
  feed: string,
  storage: Storage,
  upload: UploadResult,
  saveUsers: (store: PeopleStore) => Promise<string | undefined>,
): Promise<number> {
  for (;;) {
    const { store, etag } = await findStore(feed, storage);
    const { moved } = store;
    const isDone = moved?.ingestionId === upload.ingestionId && moved.people >= upload.settled;
    if (isDone && (moved.isAccepted || !upload.isAccepted)) return store.revision;
    const next = storeAfterUpload(store, { ...upload, users: await saveUsers(store) });
    if (!(await writeStateInBlocks(pathOf(feed), next, etag, storage))) continue;
    await storage.state.getBlobClient(legacyPathOf(feed)).deleteIfExists(callTimeout());
    return store.revision + 1;
  }
}

/** Changes the feed's store as if nobody else did; `undefined` leaves it as it is. */
export async function changePeople(
  feed: string,
  storage: Storage,
  change: (store: PeopleStore) => PeopleStore | undefined,
): Promise<void> {
  for (;;) {
    const { store, etag } = await findStore(feed, storage);
    const next = change(store);
    if (next === undefined || (await writeState(pathOf(feed), storeToBytes(next), etag, storage))) return;
  }
}

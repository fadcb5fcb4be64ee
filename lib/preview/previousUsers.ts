import type { FeedState } from '../ingestion/feed/feedState';
import { readHrFile } from '../ingestion/hrFile';
import { type Identity, ingestionAt, unknownIdentity } from '../ingestion/ingestion';
import { readLastUsers } from '../ingestion/people/lastUsers';
import type { SavedPlan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import { BlobReplacedError, openBlob } from '../ingestion/storage/blobs';
import type { Storage } from '../ingestion/storage/connect';
import { parseMapping } from '../mapping/file/parse';
import type { User } from '../scim/user';

/**
 * Reads the users of the last accepted file as they were sent, `undefined` when neither they nor
 * the file exist any more.
 */
export async function readPreviousUsers(
  { accepted }: FeedState,
  { feed, storage, users }: { feed: string; storage: Storage; users: string | undefined },
): Promise<AsyncIterable<User> | undefined> {
  if (accepted === undefined) return undefined;
  const kept = readLastUsers(feed, users, storage);
  const first = await kept.next();
  if (!first.done) return following(first.value, kept);
  return readFileUsers(accepted.ingestionId, feed, storage);
}

async function* following<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Reads the last accepted file again, with the mapping of that time. */
async function readFileUsers(id: string, feed: string, storage: Storage): Promise<AsyncIterable<User> | undefined> {
  const { documents } = ingestionAt(feed, id, unknownIdentity, storage);
  const [identity, mapping] = [await documents.read<Identity>('identity'), await documents.read<object>('mapping')];
  if (identity === undefined || mapping === undefined) return undefined;
  const { mapping: before } = parseMapping(JSON.stringify(mapping));
  const version = { ...identity, lastModified: new Date(identity.lastModified) };
  const open = openBlob(version, storage);
  try {
    const { excluded } = (await documents.read<SavedPlan>('plan')) ?? { excluded: [] };
    const isExcluded = createRangeCheck(excluded);
    const only = (number: number): boolean => !isExcluded(number);
    const { batches } = await readHrFile(open, before, { only, today: identity.day });
    return usersIn(batches);
  } catch (error) {
    if (error instanceof BlobReplacedError) return undefined;
    throw error;
  }
}

async function* usersIn(batches: Awaited<ReturnType<typeof readHrFile>>['batches']): AsyncGenerator<User> {
  for await (const batch of batches) for (const { mapped } of batch) if (mapped.user !== undefined) yield mapped.user;
}

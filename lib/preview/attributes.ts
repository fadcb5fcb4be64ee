import type { FeedState } from '../ingestion/feed/feedState';
import { type OpenFile, readHrFile } from '../ingestion/hrFile';
import { type Identity, ingestionAt, unknownIdentity } from '../ingestion/ingestion';
import { readLastUsers } from '../ingestion/people/lastUsers';
import { personKey } from '../ingestion/people/person';
import type { Plan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import { BlobReplacedError, openBlob } from '../ingestion/storage/blobs';
import type { Storage } from '../ingestion/storage/connect';
import { type Mapping, parseMapping } from '../mapping/file/parse';
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
  const { state } = ingestionAt(feed, id, unknownIdentity, storage);
  const [identity, mapping] = [await state.read<Identity>('identity'), await state.read<object>('mapping')];
  if (identity === undefined || mapping === undefined) return undefined;
  const { mapping: before } = parseMapping(JSON.stringify(mapping));
  const version = { ...identity, lastModified: new Date(identity.lastModified) };
  const open = openBlob(version, storage);
  try {
    const { batches } = await readHrFile(open, before);
    return usersIn(batches);
  } catch (error) {
    if (error instanceof BlobReplacedError) return undefined;
    throw error;
  }
}

async function* usersIn(batches: Awaited<ReturnType<typeof readHrFile>>['batches']): AsyncGenerator<User> {
  for await (const batch of batches) for (const { mapped } of batch) if (mapped.user !== undefined) yield mapped.user;
}

export interface Comparison {
  /** People who are in both files with equal data. */
  unchanged: number;
  /** People who are in both files with different data. */
  changed: number;
  /** For how many people each attribute differs, the most frequent first. */
  attributes: { attribute: string; people: number }[];
}

export interface CompareOptions {
  open: OpenFile;
  mapping: Mapping;
  plan: Plan;
  key: string;
}

/** Compares each person of a file with the data that was sent before, by attribute. */
export async function compareUsers(before: AsyncIterable<User>, options: CompareOptions): Promise<Comparison> {
  const { open, mapping, plan, key } = options;
  const known = new Map<bigint, string>();
  for await (const user of before) {
    known.set(personKey(user.externalId, key), JSON.stringify(user));
  }
  const isExcluded = createRangeCheck(plan.excluded);
  const counts = new Map<string, number>();
  const compared = { unchanged: 0, changed: 0 };
  const { batches } = await readHrFile(open, mapping);
  for await (const batch of batches) {
    for (const { number, mapped } of batch) {
      const old = mapped.user && known.get(personKey(mapped.user.externalId, key));
      if (isExcluded(number) || mapped.user === undefined || old === undefined) continue;
      const different = findDifferences(JSON.parse(old) as User, mapped.user);
      if (different.length === 0) compared.unchanged++;
      else compared.changed++;
      for (const attribute of different) counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
    }
  }
  const attributes = [...counts].map(([attribute, count]) => ({ attribute, people: count }));
  return {
    ...compared,
    attributes: attributes.sort((a, b) => b.people - a.people || (a.attribute < b.attribute ? -1 : 1)),
  };
}

/** Lists the paths of the attributes that differ between two users. */
function findDifferences(one: User, other: User): string[] {
  const [before, after] = [flattenUser(one), flattenUser(other)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

function flattenUser({ schemas: _, ...user }: User): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) leaves.set(path, value);
    else if (Array.isArray(value)) for (const element of value) walk(element, `${path}${createSelector(element)}`);
    else {
      const separator = /^urn:[^[]*:User$/i.test(path) ? ':' : '.';
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}${separator}${name}`);
    }
  };
  walk(user, '');
  return leaves;
}

/** Elements of a multi-valued attribute are distinguished by their type. */
const createSelector = (element: unknown): string =>
  typeof element === 'object' && element !== null && 'type' in element && typeof element.type === 'string'
    ? `[type eq "${element.type}"]`
    : '';

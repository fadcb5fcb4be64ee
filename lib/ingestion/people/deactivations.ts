import type { Mapping } from '../../mapping/file/parse';
import type { User } from '../../scim/user';
import type { Ingestion } from '../ingestion';
import { callTimeout } from '../storage/calls';
import { readJsonLines, writeJsonLines } from '../storage/jsonLines';
import { isRetryDue, isStillLeaving } from './due';
import { exactPersonKey, personKey } from './person';
import { createStoreFinder, flag, hasFlag, type PeopleStore } from './store';

/**
 * How many people of the store are not in the file, without those who were deactivated for that
 * before.
 */
export function countAbsent({ flags }: PeopleStore, statuses: Uint8Array): number {
  let count = 0;
  for (let place = 0; place < statuses.length; place++)
    if (statuses[place] === 0 && !hasFlag(flags, place, flag.absent)) count++;
  return count;
}

export interface AbsentOptions {
  store: PeopleStore;
  /** By place in the store: 0 for whoever is not in the file. */
  statuses: Uint8Array;
  /** Records of which it is not known whose they are. */
  unnamed: number;
  /** Of the hashes. */
  key: string;
  /** Minutes since 1970. */
  now: number;
}

/**
 * Finds people to deactivate for absence, as last known with `active: false`. Includes people whose
 * earlier deactivation failed. Finds nobody when a record has no usable externalId.
 */
export async function* findDeactivations(
  { absent }: Mapping,
  users: AsyncIterable<User>,
  { store, statuses, unnamed, key, now }: AbsentOptions,
): AsyncGenerator<User> {
  if (absent !== 'deactivate' || unnamed > 0) return;
  const find = createStoreFinder(store);
  for await (const user of users) {
    const place = find(personKey(user.externalId, key), () => exactPersonKey(user.externalId, key));
    if (place >= 0 && statuses[place] === 0 && isToDeactivate(store, place, now)) yield { ...user, active: false };
  }
}

function isToDeactivate(store: PeopleStore, place: number, now: number): boolean {
  if (!hasFlag(store.flags, place, flag.absent)) {
    return hasFlag(store.flags, place, flag.active | flag.maybeActive | flag.unknown);
  }
  const isUnknown = hasFlag(store.flags, place, flag.unknown) && isStillLeaving(store, place, now);
  return isUnknown || isRetryDue(store, place, now);
}

const pathOf = ({ folder }: Ingestion): string => `${folder}/absent`;

/** Saves the deactivations of a plan, by externalId. */
export async function saveDeactivations(ingestion: Ingestion, users: AsyncIterable<User>): Promise<User[]> {
  const all: User[] = [];
  for await (const user of users) all.push(user);
  all.sort((one, other) => (one.externalId < other.externalId ? -1 : 1));
  const blob = ingestion.storage.state.getBlockBlobClient(pathOf(ingestion));
  if (all.length > 0) await writeJsonLines(blob, eachOf(all));
  else await blob.deleteIfExists(callTimeout());
  return all;
}

async function* eachOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** The users whom a plan deactivates, in their order. */
export const readDeactivations = (ingestion: Ingestion): AsyncGenerator<User> =>
  readJsonLines<User>(ingestion.storage.state, pathOf(ingestion));

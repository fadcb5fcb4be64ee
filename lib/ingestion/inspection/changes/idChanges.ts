import { isStillLeaving } from '../../people/due';
import { createFinder } from '../../people/person';
import { flag, hasFlag, type PeopleStore } from '../../people/store';
import type { SetAside } from '../../plan';
import { status } from '../census';

/** So many records are set aside one by one; more hold the file. */
export const mostSetAside = 5;

export interface NewPeople {
  store: PeopleStore;
  /**
   * By place in the store: the result of the person's records, as in `status`; 0 when the file has
   * none.
   */
  statuses: Uint8Array;
  /** Minutes since 1970. */
  now: number;
  /** People who are sent because somebody decided so, by their keys, hex. */
  decided: ReadonlySet<string>;
  /** The rows of people who are not in the store. */
  rows: readonly number[];
  /** The number of a row's record. */
  numberAt: (row: number) => number;
  /** The key of its person. */
  keyAt: (row: number) => bigint;
  /** The key of its user name; 0 for none. */
  userNameAt: (row: number) => bigint;
}

export interface IdChanges {
  /** New people with the user name of somebody who is gone, too many of whom hold the file. */
  idChanges: number;
  /** Their records, when they are few: they are not sent. */
  setAside: readonly SetAside[];
  /** Those of them who are sent because somebody decided so, by their keys, hex. */
  decided: readonly string[];
}

export const noIdChanges: IdChanges = { idChanges: 0, setAside: [], decided: [] };

/**
 * Finds id changes, and sets them aside when they are few: the new record is not sent, and whoever
 * had its user name counts as rejected, neither gone nor a leaver.
 */
export function setAsideIds(people: NewPeople): IdChanges {
  const { statuses, decided, rows, numberAt, keyAt } = people;
  const keyOf = (row: number): string => keyAt(row).toString(16);
  const found = findIdChanges({ ...people, rows: rows.filter((row) => !decided.has(keyOf(row))) });
  const isFew = found.rows.length <= mostSetAside;
  if (isFew) for (const place of found.places) statuses[place] = status.rejected;
  return {
    idChanges: found.rows.length,
    setAside: isFew ? found.rows.map((row) => ({ number: numberAt(row), person: keyOf(row) })) : [],
    decided: decided.size === 0 ? [] : rows.map(keyOf).filter((person) => decided.has(person)),
  };
}

interface Found {
  /** The rows of new people whose user name is that of somebody who is gone. */
  rows: number[];
  /** The places in the store of those who had these user names. */
  places: number[];
}

/**
 * Finds new people whose user name is that of somebody who is gone from the file since the last
 * accepted one, or whom Entra has not disabled yet: an id that lost a leading zero, or a rehire
 * under a new number.
 */
function findIdChanges({ store, statuses, now, rows, userNameAt }: NewPeople): Found {
  const { userNames } = store;
  const gone: number[] = [];
  for (let place = 0; place < statuses.length; place++)
    if (statuses[place] === 0 && userNames[place] !== 0n && isLastingAccount(store, place, now)) gone.push(place);
  if (gone.length === 0) return { rows: [], places: [] };
  const names = BigUint64Array.from(gone, (place) => userNames[place] as bigint).sort();
  const find = createFinder(names);
  const taken = new Set<bigint>();
  const found: number[] = [];
  for (const row of rows) {
    const name = userNameAt(row);
    if (name === 0n || find(name) < 0) continue;
    found.push(row);
    taken.add(name);
  }
  return { rows: found, places: gone.filter((place) => taken.has(userNames[place] as bigint)) };
}

/**
 * Whether the account of somebody who is not in the file was there lately, or may still be enabled.
 */
const isLastingAccount = (store: PeopleStore, place: number, now: number): boolean =>
  hasFlag(store.flags, place, flag.recent | flag.active | flag.maybeActive | flag.unknown) ||
  isStillLeaving(store, place, now);

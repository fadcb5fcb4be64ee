import type { PeopleStore } from '../../people/store';
import { status } from '../census';

/** For how many people an attribute changes. */
export interface AttributeChanges {
  /** Such as `name.familyName`. */
  path: string;
  /** People of the store who are in the file, and whose entry knows the attribute. */
  known: number;
  changed: number;
}

export interface ChangedPeople {
  store: PeopleStore;
  /** Of the bytes of `valuesAt`. */
  attributes: readonly string[];
  /** By place in the store: the result of the person's records, as in `status`. */
  statuses: Uint8Array;
  /** The rows of people whose user may differ, with their places in the store. */
  rows: Iterable<{ row: number; place: number }>;
  /** Reads the byte of an attribute of a row. */
  byteAt: (row: number, attribute: number) => number;
}

/** Counts for how many people each attribute changes, by its byte in the store. */
export function countChangedAttributes({ store, ...people }: ChangedPeople): AttributeChanges[] {
  const { attributes, statuses, rows, byteAt } = people;
  const width = store.attributes.length;
  const places = attributes.map((path) => store.attributes.indexOf(path));
  const known = countKnown(store, statuses);
  const changed = attributes.map(() => 0);
  for (const { row, place } of rows) {
    for (let attribute = 0; attribute < places.length; attribute++) {
      const stored = places[attribute] as number;
      const before = stored < 0 ? 0 : (store.values[place * width + stored] ?? 0);
      if (before !== 0 && before !== byteAt(row, attribute)) changed[attribute] = (changed[attribute] ?? 0) + 1;
    }
  }
  return attributes.map((path, attribute) => ({
    path,
    known: known[places[attribute] as number] ?? 0,
    changed: changed[attribute] ?? 0,
  }));
}

/** How many people of the file have a byte of each of the store's attributes. */
function countKnown({ attributes, values }: PeopleStore, statuses: Uint8Array): Uint32Array {
  const width = attributes.length;
  const known = new Uint32Array(width);
  for (let place = 0; place < statuses.length; place++) {
    if (statuses[place] !== status.active && statuses[place] !== status.inactive) continue;
    for (let attribute = 0; attribute < width; attribute++)
      if (values[place * width + attribute] !== 0) known[attribute] = (known[attribute] ?? 0) + 1;
  }
  return known;
}

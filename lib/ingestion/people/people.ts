import { hash } from 'node:crypto';

/** What a file says of its people, compactly. */
export interface People {
  /** One number a person, sorted: a 62-bit keyed hash of externalId, times 4, plus flags. */
  entries: BigUint64Array;
  /** How many of them can be sent … */
  sent: number;
  /** … and in how many of those each mapped column is filled. */
  filled: Readonly<Record<string, number>>;
  /** Rejected records of which it is not known whose they are. */
  unnamed: number;
  /** Where only changes are sent, whom the plan sends, and as what; all of them when absent. */
  given?: Given;
}

/** People, sorted, and a fingerprint (16 bytes) of what each is given. */
export interface Given {
  people: BigUint64Array;
  prints: Buffer;
}

/**
 * What an entry says of a person: active, and in a file, that the record was rejected. In a
 * baseline the second means absent.
 */
export const [activeFlag, rejectedFlag, absentFlag] = [1, 2, 2];

export const isActive = (entry: bigint): boolean => (entry & 3n) === 1n;
export const isRejected = (entry: bigint): boolean => (entry & 2n) !== 0n;
export const isAbsent = isRejected;
export const personOf = (entry: bigint): bigint => entry >> 2n;
export const entryOf = (person: bigint, flag: number): bigint => (person << 2n) | BigInt(flag);

/** A person's number: 62 bits of a keyed hash, so that no list of externalIds is kept. */
export const personHash = (externalId: string, key: string): bigint =>
  BigInt(`0x${hash('sha256', key + externalId, 'hex').slice(0, 16)}`) >> 2n;

/** Finds where a person stands among sorted entries; -1 for one who is not there. */
export function finderIn(entries: BigUint64Array): (person: bigint) => number {
  const halves = new Uint32Array(entries.buffer, entries.byteOffset, 2 * entries.length); // little-endian: low, high
  return (person) => {
    const high = Number(person >> 30n); // plain numbers are compared ten times as fast
    let [from, to] = [0, entries.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((halves[2 * middle + 1] as number) < high) from = middle + 1;
      else to = middle;
    }
    for (; from < entries.length && halves[2 * from + 1] === high; from++) {
      if (personOf(entries[from] as bigint) === person) return from;
    }
    return -1;
  };
}

export const indexOfPerson = (entries: BigUint64Array, person: bigint): number => finderIn(entries)(person);

/** Whether entries are of different people, in their order. */
export function isSorted(entries: BigUint64Array): boolean {
  let before = -1n;
  for (const entry of entries) {
    if (personOf(entry) <= before) return false;
    before = personOf(entry);
  }
  return true;
}

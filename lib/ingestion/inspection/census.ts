/** The result of a person's records. */
export const status = { rejected: 1, inactive: 2, active: 3 } as const;

/** How many people a file has. */
export interface PeopleCount {
  people: number;
  /** Of those who can be sent. */
  inactive: number;
}

/** Collects one number for each record: 8 bytes a record, up to twice that while it grows. */
export function createCensus() {
  let entries = new BigUint64Array(1024);
  let size = 0;
  return {
    add(person: bigint, status: number): void {
      if (size === entries.length) {
        const larger = new BigUint64Array(2 * size);
        larger.set(entries);
        entries = larger;
      }
      entries[size++] = (person << 2n) | BigInt(status);
    },
    /** The people of whom there are several records; records can be added no more. */
    shared(): Set<bigint> {
      entries.subarray(0, size).sort();
      const shared = new Set<bigint>();
      for (let index = 1; index < size; index++) {
        const person = (entries[index] as bigint) >> 2n;
        if (person === (entries[index - 1] as bigint) >> 2n) shared.add(person);
      }
      return shared;
    },
    /** Whether a person has a record; after `shared()`. */
    has(person: bigint): boolean {
      let [from, to] = [0, size];
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((entries[middle] as bigint) >> 2n < person) from = middle + 1;
        else to = middle;
      }
      return from < size && (entries[from] as bigint) >> 2n === person;
    },
    /** Counts the people; what became of those with several records is given. */
    count(statuses: ReadonlyMap<bigint, number>): PeopleCount {
      const counts = { people: 0, inactive: 0 };
      let last: bigint | undefined;
      for (const entry of entries.subarray(0, size)) {
        const person = entry >> 2n;
        if (person === last) continue;
        last = person;
        counts.people++;
        if ((statuses.get(person) ?? Number(entry & 3n)) === status.inactive) counts.inactive++;
      }
      return counts;
    },
  };
}

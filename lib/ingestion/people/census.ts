import { entryOf, personOf } from './people';

/**
 * Collects one number for each record, and in the end one for each person; 16 bytes a record at
 * most.
 */
export function createCensus() {
  let entries = new BigUint64Array(1024);
  let size = 0;
  return {
    add(person: bigint, flag: number): void {
      if (size === entries.length) {
        const larger = new BigUint64Array(2 * size);
        larger.set(entries);
        entries = larger;
      }
      entries[size++] = entryOf(person, flag);
    },
    /** The people of whom there are several records; records can be added no more. */
    shared(): Set<bigint> {
      entries.subarray(0, size).sort();
      const shared = new Set<bigint>();
      for (let index = 1; index < size; index++) {
        const person = personOf(entries[index] as bigint);
        if (person === personOf(entries[index - 1] as bigint)) shared.add(person);
      }
      return shared;
    },
    /** One entry a person, sorted; what became of those with several records is given. */
    people(flags: ReadonlyMap<bigint, number>): BigUint64Array {
      let kept = 0;
      for (let index = 0; index < size; index++) {
        const entry = entries[index] as bigint;
        const person = personOf(entry);
        if (kept > 0 && personOf(entries[kept - 1] as bigint) === person) continue;
        const flag = flags.get(person);
        entries[kept++] = flag === undefined ? entry : entryOf(person, flag);
      }
      return entries.slice(0, kept);
    },
  };
}

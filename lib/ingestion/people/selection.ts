import { hash } from 'node:crypto';
import { type ChangeKind, changeKinds } from '../plan';
import { findRanges, type RecordRanges } from '../ranges';
import { type Baseline, hasPrints, isDue, isGivenUp } from './baseline';
import { printSize } from './bytes';
import { finderIn, type Given, isAbsent } from './people';

export interface SelectionOptions {
  /** What Entra was given before; none when that is not known for sure. */
  baseline: Baseline | undefined;
  /** Whether everybody is due again. */
  everybody: boolean;
  /** Of the fingerprints. */
  key: string;
  /** Minutes since 1970. */
  now: number;
}

export interface Selected {
  counts: Record<ChangeKind, number>;
  /** People who failed so often that they are not sent again by themselves. */
  givenUp: number;
  given: Given;
  /** The records of those who are not sent. */
  unchanged: RecordRanges;
}

/**
 * Selects whom a file's plan sends, record by record; a byte a record, and 28 bytes for each who is
 * sent.
 */
export function createSelection({ baseline, everybody, key, now }: SelectionOptions) {
  const find = finderIn(baseline?.entries ?? new BigUint64Array());
  const known = baseline !== undefined && hasPrints(baseline);
  let byNumber = new Uint8Array(1024);
  const sent = createGrowing();
  const givenUp: number[] = [];

  function classOf(number: number, person: bigint, print: string): ChangeKind {
    const index = find(person);
    if (baseline === undefined || index < 0 || isAbsent(baseline.entries[index] as bigint)) return 'new';
    if (!known || !isSamePrint(print, baseline.prints, index * printSize)) return 'changed';
    if (isGivenUp(baseline, index)) givenUp.push(number);
    return everybody || isDue(baseline, index, now) ? 'repeated' : 'unchanged';
  }

  return {
    /** Sees a record that can be sent, by what its user's leaves say. */
    see(number: number, person: bigint, values: string): ChangeKind {
      const print = hash('sha256', key + values, 'binary'); // a text costs a third of a buffer
      const found = classOf(number, person, print);
      if (number >= byNumber.length) byNumber = grown(byNumber, Math.max(2 * byNumber.length, number + 1));
      byNumber[number] = changeKinds.indexOf(found);
      if (found !== 'unchanged') sent.add(number, person, print);
      return found;
    },
    /**
     * What became of the records, so many, but for those that another one stands for or
     * contradicts.
     */
    selected(read: number, excluded: ReadonlySet<number>): Selected {
      const counts = { unchanged: 0, new: 0, changed: 0, repeated: 0 };
      for (let number = 0; number < read; number++) {
        if (!excluded.has(number)) counts[changeKinds[byNumber[number] as number] as ChangeKind]++;
      }
      const unchanged = findRanges(read, (number) => byNumber[number] === 0 && !excluded.has(number));
      return {
        counts,
        givenUp: givenUp.filter((number) => !excluded.has(number)).length,
        given: sent.sorted(excluded),
        unchanged,
      };
    },
  };
}

/** Compares a fingerprint's characters, each a byte, with bytes. */
function isSamePrint(print: string, prints: Buffer, at: number): boolean {
  for (let byte = 0; byte < printSize; byte++) if (print.charCodeAt(byte) !== prints[at + byte]) return false;
  return true;
}

function grown(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(array);
  return larger;
}

/** Records in file order, each with its person and fingerprint. */
function createGrowing() {
  let [numbers, people, prints] = [new Uint32Array(1024), new BigUint64Array(1024), new Uint8Array(1024 * printSize)];
  let size = 0;
  return {
    add(number: number, person: bigint, print: string): void {
      if (size === numbers.length) {
        const [moreNumbers, morePeople] = [new Uint32Array(2 * size), new BigUint64Array(2 * size)];
        moreNumbers.set(numbers);
        morePeople.set(people);
        [numbers, people, prints] = [moreNumbers, morePeople, grown(prints, 2 * size * printSize)];
      }
      numbers[size] = number;
      people[size] = person;
      for (let byte = 0; byte < printSize; byte++) prints[size * printSize + byte] = print.charCodeAt(byte);
      size++;
    },
    /** One a person, sorted, without the records that are excluded. */
    sorted(excluded: ReadonlySet<number>): Given {
      const order = Uint32Array.from({ length: size }, (_, index) => index)
        .filter((index) => !excluded.has(numbers[index] as number))
        .sort((a, b) => ((people[a] as bigint) < (people[b] as bigint) ? -1 : 1));
      const given = { people: new BigUint64Array(order.length), prints: Buffer.alloc(order.length * printSize) };
      for (const [place, index] of order.entries()) {
        given.people[place] = people[index] as bigint;
        given.prints.set(prints.subarray(index * printSize, (index + 1) * printSize), place * printSize);
      }
      return given;
    },
  };
}

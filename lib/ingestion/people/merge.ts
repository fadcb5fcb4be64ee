import type { Mapping } from '../../mapping/parse';
import { entryOf, isRejected, type People, personOf, rejectedFlag } from './people';

/**
 * The next baseline: people whose record was rejected keep the entry that they had; of `partial` content, so does everybody
 * who is not in the file. Doing it again changes nothing.
 */
export function merge(baseline: People | undefined, file: People, content: Mapping['content']): People {
  const before = baseline?.entries ?? new Float64Array();
  const size = walk(before, file.entries, content, () => {});
  const entries = new Float64Array(size);
  walk(before, file.entries, content, (entry, index) => {
    entries[index] = entry;
  });
  return { ...file, entries, unnamed: 0 };
}

/** Gives the merged entries in their order, and how many they are. */
function walk(
  before: Float64Array,
  now: Float64Array,
  content: Mapping['content'],
  keep: (entry: number, index: number) => void,
): number {
  let [index, size] = [0, 0];
  const absent = (until: number): void => {
    for (; index < before.length && personOf(before[index] as number) < until; index++) {
      if (content === 'partial') keep(before[index] as number, size++);
    }
  };
  for (const entry of now) {
    absent(personOf(entry));
    const own =
      index < before.length && personOf(before[index] as number) === personOf(entry) ? before[index++] : undefined;
    const kept = isRejected(entry) ? own : entry;
    if (kept !== undefined) keep(kept, size++);
  }
  absent(Number.POSITIVE_INFINITY);
  return size;
}

/** Those whom Entra refused count as rejected. */
export function reject(people: People, hashes: Iterable<number>): People {
  const refused = new Set(hashes);
  const entries = people.entries.map((entry) =>
    refused.has(personOf(entry)) ? entryOf(personOf(entry), rejectedFlag) : entry,
  );
  return { ...people, entries, sent: people.sent - refused.size };
}

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Mapping } from '../mapping/parse';
import { externalIdOf } from './duplicates';
import { type OpenFile, readHrFile } from './hrFile';

/** What a file says of its people, compactly; also, of the last accepted file, the feed's baseline. */
export interface People {
  /** One number a person, sorted: a 50-bit keyed hash of externalId, times 4, plus flags. */
  entries: Float64Array;
  /** How many of them are sent … */
  sent: number;
  /** … and in how many of those each mapped column is filled. */
  filled: Readonly<Record<string, number>>;
  /** Rejected records of which it is not known whose they are. */
  unnamed: number;
}

export const [activeFlag, rejectedFlag] = [1, 2];
const flags = 4;

export const isActive = (entry: number): boolean => (entry % flags) % 2 === activeFlag;
export const isRejected = (entry: number): boolean => entry % flags >= rejectedFlag;
export const personOf = (entry: number): number => Math.floor(entry / flags);
export const entryOf = (person: number, flag: number): number => person * flags + flag;

/** A person's number: 50 bits of a keyed hash, so that no list of externalIds is kept. */
export function personHash(externalId: string, key: string): number {
  const hex = hash('sha256', key + externalId, 'hex');
  return Number.parseInt(hex.slice(0, 13), 16) % 2 ** 50;
}

const version = 1;
const bytesPerPerson = Float64Array.BYTES_PER_ELEMENT;

/** One line of JSON, padded so that the entries after it (doubles, little-endian) are aligned. */
export function toBytes({ entries, ...rest }: People): Buffer {
  const header = Buffer.from(JSON.stringify({ version, people: entries.length, ...rest }));
  const start = Math.ceil((header.length + 1) / bytesPerPerson) * bytesPerPerson;
  const bytes = Buffer.alloc(start + entries.byteLength, ' ', 'latin1');
  header.copy(bytes);
  bytes[start - 1] = lineFeed;
  Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength).copy(bytes, start);
  return bytes;
}

const lineFeed = 10;
const headerSchema = z.object({
  version: z.literal(version),
  people: z.int(),
  sent: z.int(),
  filled: z.record(z.string(), z.int()),
  unnamed: z.int(),
});

/** Reads what `toBytes()` wrote, without a copy where it can; `undefined` for anything else. */
export function fromBytes(bytes: Buffer): People | undefined {
  const start = bytes.indexOf(lineFeed) + 1;
  const { data } = headerSchema.safeParse(jsonOf(bytes.toString('utf8', 0, start)));
  if (data === undefined || bytes.length - start !== data.people * bytesPerPerson) return undefined;
  const { version: _, people, ...rest } = data;
  const offset = bytes.byteOffset + start;
  const entries =
    offset % bytesPerPerson === 0
      ? new Float64Array(bytes.buffer, offset, people)
      : new Float64Array(Uint8Array.from(bytes.subarray(start)).buffer);
  return isSorted(entries) ? { ...rest, entries } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSorted(entries: Float64Array): boolean {
  let before = -1;
  for (const entry of entries) {
    if (!Number.isSafeInteger(entry) || entry < 0 || personOf(entry) <= before) return false;
    before = personOf(entry);
  }
  return true;
}

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

/** The people whose records are on certain lines; reads the file again. */
export async function peopleOn(
  lines: ReadonlySet<number>,
  open: OpenFile,
  mapping: Mapping,
  key: string,
): Promise<number[]> {
  const found: number[] = [];
  const { batches } = await readHrFile(open, mapping);
  for await (const batch of batches) {
    for (const { record, mapped } of batch) {
      const externalId = lines.has(record.line) ? externalIdOf(mapped) : undefined;
      if (externalId !== undefined) found.push(personHash(externalId, key));
    }
  }
  return found;
}

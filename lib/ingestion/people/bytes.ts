import { z } from 'zod';
import { type People, personOf } from './people';

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

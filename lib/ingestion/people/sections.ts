import { z } from 'zod';

const format = 2;
const aligned = 8;
const headerSchema = z.object({
  format: z.literal(format),
  sections: z.array(z.tuple([z.string(), z.int().min(0)])),
  rest: z.unknown(),
});

export interface Sections {
  /** Whatever JSON can hold. */
  rest: unknown;
  /** By name; each begins at a multiple of 8 bytes. */
  sections: ReadonlyMap<string, Buffer>;
}

/**
 * A document with large parts: one line of JSON that names the sections and their bytes, then the sections (little-endian). A
 * later version may add sections and properties; who does not know them passes them over.
 */
export function toBytes(rest: unknown, parts: Readonly<Record<string, ArrayBufferView>>): Buffer {
  const sizes = Object.entries(parts).map(([name, { byteLength }]) => [name, byteLength]);
  const header = Buffer.from(JSON.stringify({ format, sections: sizes, rest }));
  const start = roundedUp(header.length + 1);
  const all = Object.values(parts);
  const bytes = Buffer.alloc(all.reduce((end, { byteLength }) => end + roundedUp(byteLength), start));
  bytes.fill(' ', 0, start);
  header.copy(bytes);
  bytes[start - 1] = lineFeed;
  let end = start;
  for (const { buffer, byteOffset, byteLength } of all) {
    Buffer.from(buffer, byteOffset, byteLength).copy(bytes, end);
    end += roundedUp(byteLength);
  }
  return bytes;
}

const lineFeed = 10;
const roundedUp = (size: number): number => Math.ceil(size / aligned) * aligned;

/** Reads what `toBytes()` wrote, without a copy where it can; `undefined` for anything else. */
export function fromBytes(given: Buffer): Sections | undefined {
  const bytes = given.byteOffset % aligned === 0 ? given : Buffer.from(Uint8Array.from(given).buffer);
  const start = bytes.indexOf(lineFeed) + 1;
  const { data } = headerSchema.safeParse(jsonOf(bytes.toString('utf8', 0, start)));
  if (data === undefined || start % aligned !== 0) return undefined;
  const sections = new Map<string, Buffer>();
  let end = start;
  for (const [name, size] of data.sections) {
    sections.set(name, bytes.subarray(end, end + size));
    end += roundedUp(size);
  }
  return end === bytes.length ? { rest: data.rest, sections } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A section's numbers. */
export const bigNumbers = (section: Buffer | undefined): BigUint64Array =>
  section === undefined
    ? new BigUint64Array()
    : new BigUint64Array(section.buffer, section.byteOffset, Math.floor(section.length / 8));

export const numbers = (section: Buffer | undefined): Uint32Array =>
  section === undefined
    ? new Uint32Array()
    : new Uint32Array(section.buffer, section.byteOffset, Math.floor(section.length / 4));

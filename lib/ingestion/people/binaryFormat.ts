import { z } from 'zod';

const format = 2;
const aligned = 8;
const headerSchema = z.object({
  format: z.literal(format),
  sections: z.array(z.tuple([z.string(), z.int().min(0)])),
  rest: z.unknown(),
});

export interface Document<Header> {
  header: Header;
  /** By name; empty where there is none. Each begins at a multiple of 8 bytes. */
  section: (name: string) => Buffer;
  hasSection: (name: string) => boolean;
}

/**
 * The beginning of a document with large parts: one line of JSON that names the sections and their
 * bytes. The sections follow (little-endian), each padded. A later version may add sections and
 * properties; older readers ignore them.
 */
export function headerOf(rest: unknown, sizes: readonly (readonly [name: string, bytes: number])[]): Buffer {
  const text = JSON.stringify({ format, sections: sizes, rest });
  const length = Buffer.byteLength(text);
  return Buffer.from(`${text}${' '.repeat(roundedUp(length + 1) - length - 1)}\n`);
}

/** What follows a section of so many bytes. */
export const paddingOf = (size: number): Buffer => Buffer.alloc(roundedUp(size) - size);

/** A whole document. */
export function toBytes(rest: unknown, parts: Readonly<Record<string, ArrayBufferView>>): Buffer {
  const sizes = Object.entries(parts).map(([name, { byteLength }]): [string, number] => [name, byteLength]);
  const sections = Object.values(parts).flatMap(({ buffer, byteOffset, byteLength }) => [
    Buffer.from(buffer, byteOffset, byteLength),
    paddingOf(byteLength),
  ]);
  return Buffer.concat([headerOf(rest, sizes), ...sections]);
}

const lineFeed = 10;
const roundedUp = (size: number): number => Math.ceil(size / aligned) * aligned;

/**
 * Reads what `toBytes()` wrote, without a copy where it can; `undefined` for anything else, and for
 * another header.
 */
export function fromBytes<Header>(given: Buffer, schema: z.ZodType<Header>): Document<Header> | undefined {
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
  const header = schema.safeParse(data.rest);
  if (end !== bytes.length || !header.success) return undefined;
  return {
    header: header.data,
    section: (name) => sections.get(name) ?? Buffer.alloc(0),
    hasSection: (name) => sections.has(name),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A section's numbers. */
export const bigNumbers = (section: Buffer): BigUint64Array =>
  new BigUint64Array(section.buffer, section.byteOffset, Math.floor(section.length / 8));

export const numbers = (section: Buffer): Uint32Array =>
  new Uint32Array(section.buffer, section.byteOffset, Math.floor(section.length / 4));

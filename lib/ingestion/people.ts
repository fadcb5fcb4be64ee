import { hash } from 'node:crypto';
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

export function toBytes({ entries, ...rest }: People): Buffer {
  const header = JSON.stringify({ version, people: entries.length, ...rest });
  const line = Buffer.from(
    `${header.padEnd(Math.ceil((Buffer.byteLength(header) + 1) / 8) * 8 - 1 - (Buffer.byteLength(header) - header.length))}\n`,
  );
  return Buffer.concat([line, Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength)]);
}

export function fromBytes(bytes: Buffer): People | undefined {
  const end = bytes.indexOf(10) + 1;
  try {
    const { version: found, people, ...rest } = JSON.parse(bytes.toString('utf8', 0, end));
    const body = bytes.subarray(end);
    if (found !== version || body.length !== people * 8) return undefined;
    const entries = new Float64Array(people);
    Buffer.from(entries.buffer).set(body);
    return { ...rest, entries };
  } catch {
    return undefined;
  }
}

/** The next baseline. */
export function merge(baseline: People | undefined, file: People, content: Mapping['content']): People {
  const before = baseline?.entries ?? new Float64Array();
  const kept: number[] = [];
  let index = 0;
  for (const entry of file.entries) {
    const person = personOf(entry);
    while (index < before.length && personOf(before[index] as number) < person) {
      if (content === 'partial') kept.push(before[index] as number);
      index++;
    }
    const own = index < before.length && personOf(before[index] as number) === person ? before[index++] : undefined;
    if (!isRejected(entry)) kept.push(entry);
    else if (own !== undefined) kept.push(own);
  }
  if (content === 'partial') for (; index < before.length; index++) kept.push(before[index] as number);
  return { ...file, entries: Float64Array.from(kept), unnamed: 0 };
}

export function reject(people: People, hashes: Iterable<number>): People {
  const refused = new Set(hashes);
  const entries = people.entries.map((entry) =>
    refused.has(personOf(entry)) ? entryOf(personOf(entry), rejectedFlag) : entry,
  );
  return { ...people, entries, sent: people.sent - refused.size };
}

/** The people on certain lines. */
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

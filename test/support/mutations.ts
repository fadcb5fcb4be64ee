import fc from 'fast-check';
import { columns } from './files';

/** Stands in every field of the files below; no message may hold it. */
export const canary = 'Kanarienvogel';

const person = (id: number): string[] => [
  id === 7 ? ' ' : `${canary}-${id}`,
  id % 3 === 0 ? 'Inactive' : 'Active',
  `${canary}.user${id}`,
  `"${canary}, ""${id}"""`,
  id % 2 === 0 ? `"Zoë\n${canary}"` : `${canary} 小明😀`,
  id % 5 === 0 ? '' : `${canary} =1`,
];

const lines = (delimiter: string, end: string): string =>
  [columns, ...Array.from({ length: 12 }, (_, id) => person(id)), person(11), person(4).with(5, canary)]
    .map((fields) => `${fields.join(delimiter).replaceAll(', "', delimiter === ',' ? ', "' : '; "')}${end}`)
    .join('');

const marked = (mark: number[], bytes: Buffer): Buffer => Buffer.concat([Buffer.from(mark), bytes]);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** Valid files, in what encodings, delimiters and line breaks there are. */
export const validFiles: readonly Buffer[] = [
  Buffer.from(lines(',', '\n')),
  Buffer.from(lines(';', '\r\n')),
  Buffer.from(lines('\t', '\r')),
  Buffer.from(lines('|', '\n\n')),
  marked([0xef, 0xbb, 0xbf], Buffer.from(lines(',', '\r\n'))),
  marked([0xff, 0xfe], utf16(lines(';', '\r\n'))),
  marked([0xfe, 0xff], utf16(lines(',', '\n')).swap16()),
  Buffer.from(lines(';', '\n').replaceAll(/小明😀/g, 'é'), 'latin1'),
];

/**
 * Bytes that mean something somewhere: byte order marks, lone surrogates, overlong forms, half
 * sequences, quotes, NUL.
 */
const telling = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xed, 0xa0, 0x80],
  [0xed, 0xb0, 0x80],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xf0, 0x80, 0x80, 0xaf],
  [0xf5, 0x80, 0x80, 0x80],
  [0xc3],
  [0xe2, 0x82],
  [0x80],
  [0xd8, 0x00],
  [0x00, 0xd8],
  [0x00],
  [0x1a],
  [0x22],
  [0x22, 0x22],
  [0x0a],
  [0x0d],
  [0x0d, 0x0a],
  [0x2c],
  [0x3b],
  [0x09],
  [0x7c],
  [0x50, 0x4b, 0x03, 0x04],
  [0xc2, 0x85],
];

type Mutation = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, share: number): number => Math.floor(share * bytes.length);
const bytesOf = fc.oneof(
  fc.constantFrom(...telling),
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 }),
);

const replaced = (bytes: Buffer, from: number, to: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 0, max: 7 })).map(
    ([share, bit]): Mutation =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        const index = at(bytes, share);
        if (index < copy.length) copy[index] = (copy[index] ?? 0) ^ (1 << bit);
        return copy;
      },
  ),
  fc.tuple(place, bytesOf).map(
    ([share, by]): Mutation =>
      (bytes) =>
        replaced(bytes, at(bytes, share), at(bytes, share), Buffer.from(by)),
  ),
  fc.tuple(place, bytesOf).map(
    ([share, by]): Mutation =>
      (bytes) =>
        replaced(bytes, at(bytes, share), at(bytes, share) + by.length, Buffer.from(by)),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(
    ([share, length]): Mutation =>
      (bytes) =>
        replaced(bytes, at(bytes, share), at(bytes, share) + length, Buffer.alloc(0)),
  ),
  fc.tuple(place, place).map(
    ([one, other]): Mutation =>
      (bytes) => {
        const [from, to] = [at(bytes, Math.min(one, other)), at(bytes, Math.max(one, other))];
        return replaced(bytes, to, to, bytes.subarray(from, to));
      },
  ),
  place.map(
    (share): Mutation =>
      (bytes) =>
        bytes.subarray(0, at(bytes, share)),
  ),
  fc.tuple(place, place, fc.constantFrom(...validFiles)).map(
    ([share, other, file]): Mutation =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, share)), file.subarray(at(file, other))]),
  ),
);

/** A valid file, and what became of it. */
export const mutatedFile: fc.Arbitrary<Buffer> = fc
  .tuple(fc.constantFrom(...validFiles), fc.array(mutation, { maxLength: 4 }))
  .map(([file, mutations]) => mutations.reduce((bytes, mutate) => mutate(bytes), file));

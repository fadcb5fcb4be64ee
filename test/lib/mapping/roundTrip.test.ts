import fc from 'fast-check';
import { readCsv } from '../../../lib/csv/read';
import { compileMapping } from '../../../lib/mapping/compile/compile';
import { anyCharacter } from '../../support/characters';
import { inChunks } from '../csv/readAll';
import { parsed, unknownUrn } from './mapped';

/**
 * Any text, often with characters that are special in CSV. Without NUL, which CSV does not allow,
 * and without lone surrogates, which UTF-8 cannot encode.
 */
const text = fc
  .oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('"', '""', ',', ';', '\t', '|', '\r', '\n', '\r\n', ' ', 'a', 'é', '\ufeff', '😀'))
      .map((parts) => parts.join('')),
  )
  .map((value) => value.replace(/[\0\u0080-\u009f\ufffd]/g, '')); // a file of `auto` does not hold them

const file = fc.record({
  people: fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }),
  quoteAll: fc.boolean(),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineBreak: fc.constantFrom('\r\n', '\n', '\r'),
  lastBreak: fc.boolean(),
  byteOrderMark: fc.boolean(),
  autoDelimiter: fc.boolean(),
  size: fc.integer({ min: 1, max: 64 }),
});

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const breaksIn = (fields: readonly string[]): number => fields.join(' ').match(/\r\n|\r|\n/g)?.length ?? 0;

const { mapping } = parsed(
  { displayName: 'A', name: { familyName: { column: 'B' } } },
  { extension: { schema: unknownUrn, columns: '*' } },
);

/** What is dropped at a field's ends. */
const around = /^[\s\u00ad\u200b-\u200f\u2060\ufeff]+|[\s\u00ad\u200b-\u200f\u2060\ufeff]+$/g;

const expected = (people: readonly (readonly [string, string])[]): unknown[] => {
  let line = 2;
  return people.map(([a, b], index) => {
    const [A, B] = [a, b].map((field) => field.replace(around, '')).map((field) => (field === '' ? null : field));
    const user = { externalId: `${index}`, displayName: A, familyName: B, extension: { Id: `${index}`, A, B } };
    const start = line;
    line += 1 + breaksIn([a, b]);
    return { line: start, ...user };
  });
};

test('`readCsv()` and `compileMapping()` give any text to the user’s attribute, with its line', async () => {
  const property = fc.asyncProperty(file, async ({ people, quoteAll, delimiter, lineBreak, size, ...given }) => {
    const write = (field: string): string => (quoteAll || /["\r\n,;\t|]/.test(field) ? quoted(field) : field);
    const records = people.map(([a, b], index) => [`${index}`, a, b].map(write).join(delimiter));
    const lines = [['Id', 'A', 'B'].join(delimiter), ...records].join(lineBreak);
    const content = `${given.byteOrderMark ? '\ufeff' : ''}${lines}${given.lastBreak ? lineBreak : ''}`;
    const options = { delimiter: given.autoDelimiter ? 'auto' : delimiter };
    const { header, batches } = await readCsv(inChunks(Buffer.from(content), size), options);
    const toUser = compileMapping(mapping, header);
    const users: unknown[] = [];
    for await (const batch of batches) {
      for (const record of batch) {
        const user: Record<string, unknown> = toUser(record).user ?? {};
        const { externalId, displayName, name, [unknownUrn]: extension } = user;
        users.push({ line: record.line, externalId, displayName, ...Object(name), extension });
      }
    }
    expect(users).toEqual(expected(people));
  });
  await fc.assert(property, { numRuns: 300 });
});

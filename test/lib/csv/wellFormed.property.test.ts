import fc from 'fast-check';
import { chunkSizes, readAll } from './readAll';
import { referenceRead, trimRecords } from './reference';

const numRuns = Number(process.env.CHAOS_RUNS ?? 300);

/** The corners of the public csv-spectrum set, in cases of our own. */
const corners: [what: string, text: string, records: string[][]][] = [
  ['a comma in quotes', 'id,place\n1,"Bern, BE"\n', [['1', 'Bern, BE']]],
  ['empty fields', 'a,b,c\n1,"",\n,,\n', [['1', '', '']]],
  ['empty fields with CRLF', 'a,b,c\r\n1,"",\r\n,,\r\n', [['1', '', '']]],
  [
    'escaped quotes',
    'a,b\n1,"say ""yes"""\n2,""""\n',
    [
      ['1', 'say "yes"'],
      ['2', '"'],
    ],
  ],
  [
    'JSON in a field',
    'id,json\n1,"{""type"": ""Point"", ""at"": [1, 2]}"\n',
    [['1', '{"type": "Point", "at": [1, 2]}']],
  ],
  [
    'line breaks',
    'a,b\n1,"two\nlines"\n"\n",2\n',
    [
      ['1', 'two\nlines'],
      ['', '2'],
    ],
  ],
  ['line breaks with CRLF', 'a,b\r\n1,"two\r\nlines"\r\n', [['1', 'two\r\nlines']]],
  ['quotes and line breaks', 'a,b\n1,"ha\n""ha""\nha"\n', [['1', 'ha\n"ha"\nha']]],
  ['the simplest', 'a,b,c\n1,2,3\n', [['1', '2', '3']]],
  ['the simplest with CRLF', 'a,b,c\r\n1,2,3\r\n', [['1', '2', '3']]],
  [
    'letters of other scripts',
    'a,b\n1,ʤ\n2,"Ωμέγα, 東京"\n',
    [
      ['1', 'ʤ'],
      ['2', 'Ωμέγα, 東京'],
    ],
  ],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(corners)('`readCsv()` reads %s, as the reference does', async (_, text, expected) => {
    const { header, records } = await readAll(text, { size });
    expect(records.map(([, ...fields]) => fields)).toEqual(expected);
    expect([[1, ...header], ...records]).toEqual(trimRecords(referenceRead(text, ',')));
  });
});

const piece = fc.constantFrom(
  'a',
  ' ',
  'é',
  '😀',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\ufeff',
  '\u2028',
  "'",
  '\\',
  '#',
  '=',
);
const field = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const breaks = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n');
const file = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  columns: fc.integer({ min: 2, max: 5 }),
  records: fc.array(
    fc.record({ fields: fc.array(field, { minLength: 5, maxLength: 5 }), always: fc.boolean(), end: breaks }),
    { maxLength: 8 },
  ),
  first: breaks,
  size: fc.constantFrom(...chunkSizes, 5, 7),
});

test('`readCsv()` reads every well-formed file as the reference does, on the same lines', async () => {
  await fc.assert(
    fc.asyncProperty(file, async ({ delimiter, columns, records, first, size }) => {
      const quote = (text: string, always: boolean): string =>
        always || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
      const header = Array.from({ length: columns }, (_, index) => `c${index}`).join(delimiter);
      const lines = records.map(
        ({ fields, always, end }) =>
          `${fields
            .slice(0, columns)
            .map((text) => quote(text, always))
            .join(delimiter)}${end}`,
      );
      const text = `${header}${first}${lines.join('')}`;
      const read = await readAll(text, { size });
      expect(read.delimiter).toBe(delimiter);
      expect([[1, ...read.header], ...read.records]).toEqual(trimRecords(referenceRead(text, delimiter)));
    }),
    { numRuns },
  );
});

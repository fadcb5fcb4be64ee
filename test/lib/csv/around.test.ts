import { chunkSizes, type ReadOptions, readAll, refusal } from './readAll';

/** A file, how it is read, and its header and records. */
type Case = [what: string, text: string, options: ReadOptions, header: string[], records: [number, ...string[]][]];

const cases: Case[] = [
  ["Excel's first line `sep=;`", 'sep=;\r\na;b\r\n1,5;2\r\n', {}, ['a', 'b'], [[3, '1,5', '2']]],
  ['`sep=` beside an own delimiter', 'SEP=|\na|b\n1|2\n', { delimiter: ';' }, ['a', 'b'], [[3, '1', '2']]],
  ['a `#TYPE` line', '#TYPE System.Object\n"a","b"\n"1","2"\n', {}, ['a', 'b'], [[3, '1', '2']]],
  ['titles that are skipped', 'Staff\n\na,b\n1,2\n', { skipLines: 2 }, ['a', 'b'], [[4, '1', '2']]],
  ['`sep=` before a title', 'sep=;\nStaff, "x\na;b\n1;2\n', { skipLines: 2 }, ['a', 'b'], [[4, '1', '2']]],
  ['comments', '# x "\na,b\n#1,2\n3,#4\n', { comment: '#' }, ['a', 'b'], [[4, '3', '#4']]],
  [
    'a delimiter at the end of all lines',
    'a,b,\n1,2,\n3,,\n',
    {},
    ['a', 'b'],
    [
      [2, '1', '2', ''],
      [3, '3', '', ''],
    ],
  ],
  [
    'a delimiter at the end of records',
    'a,b\n1,2,,\n3,4,,\n',
    {},
    ['a', 'b'],
    [
      [2, '1', '2', '', ''],
      [3, '3', '4', '', ''],
    ],
  ],
  ['blank records', ',,\na,b\n,,,,\n1,2\n \u00a0,\n', {}, ['a', 'b'], [[4, '1', '2']]],
  [
    'a repeated header',
    'a,b\n1,2\nA , b\n3,4\n',
    {},
    ['a', 'b'],
    [
      [2, '1', '2'],
      [4, '3', '4'],
    ],
  ],
  ['a repeated header in Turkish', 'İşçi No,b\n1,2\nİşçi No,b\n', {}, ['İşçi No', 'b'], [[2, '1', '2']]],
  ['a footer', 'a,b\n1,2\nTotal: 1\nprinted by x\n', { footer: '^Total' }, ['a', 'b'], [[2, '1', '2']]],
  ...['by "HR"\n', '"HR" again\r\n\r\n', '"never closed\nand more', `x "1"\n${'2\n'.repeat(4)}`].map(
    (behind): Case => [
      `quotation marks behind a footer: ${JSON.stringify(behind)}`,
      `a,b\n1,2\nTotal: 1\n${behind}`,
      { footer: '^Total' },
      ['a', 'b'],
      [[2, '1', '2']],
    ],
  ),
  ['white space around fields', 'a, b \n\t1,\u200b 2\u00a0\n', {}, ['a', 'b'], [[2, '1', '2']]],
  ['a quoted field after a blank', 'a, "b"\n1, "x, y" \n', {}, ['a', 'b'], [[2, '1', 'x, y']]],
  [
    "blanks as PowerShell's Import-Csv reads them",
    'a,b\n  1 ," 2"\n',
    { trim: 'import-csv' },
    ['a', 'b'],
    [[2, '1 ', ' 2']],
  ],
  ['invisible characters in the header', 'a\u00ad1,\u200bb\n1,2\n', {}, ['a1', 'b'], [[2, '1', '2']]],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(cases)('`readCsv()` reads a file with %s', async (_, text, options, header, records) => {
    expect(await readAll(text, { ...options, size })).toMatchObject({ header, records });
  });
});

const refused: [what: string, text: string, options: ReadOptions, code: string, line: number][] = [
  ['a subtotal', `a,b\n1,2\nTotal,2\n${'3,4\n'.repeat(6)}`, { footer: '^Total' }, 'footer_in_middle', 3],
  [
    'a subtotal with a wrong quotation mark behind it',
    `a,b\n1,2\nTotal,2\nx "1"\n${'3,4\n'.repeat(5)}`,
    { footer: '^Total' },
    'misplaced_quote',
    4,
  ],
  [
    'a subtotal with an open quotation mark behind it',
    `a,b\n1,2\nTotal,2\n"x\n${'3,4\n'.repeat(5)}`,
    { footer: '^Total' },
    'unclosed_quote',
    4,
  ],
  ['a wrong quotation mark before a footer', 'a,b\n1,x "2"\nTotal\n', { footer: '^Total' }, 'misplaced_quote', 2],
  ['text beyond the columns', 'a,b,\n1,2,\n3,4,5\n', {}, 'empty_column_name', 1],
  ['an empty column that one line lacks', 'a,b\n1,2,\n3,4\n', {}, 'wrong_field_count', 3],
  ['a column without a name', 'a,,b\n1,2,3\n', {}, 'empty_column_name', 1],
  ['a header in typographic quotes', '\n“a”,“b”\n“1”,“2”\n', {}, 'misplaced_quote', 2],
];
test.each(refused)('`readCsv()` refuses %s', async (_, text, options, code, line) => {
  expect(await refusal(text, options)).toEqual([code, line]);
});

test.each([
  ['a title', 'Staff on Monday\na,b,c\n1,2,3\n', /skipLines to 1/],
  ['a field with a comma', 'a,b,c\n1,2,3,4\n', /has 3 fields.*line 2 has 4 \(delimiter: comma\).*comma in a text/],
  ['a field with a comma under two columns', 'a,b\n1,2\n3,x,y\n', /comma in a text/],
  ['a comma more at the end', 'a,b\n1,2\n3,4,\n', /ends with more delimiters/],
  ['a total', 'a,b,c\n1,2,3\nTotal\n', /csv\.footer/],
  ['a cut line', 'a,b,c,d\n1,2,3,4\n1,2,3', /cut off/],
])('`readCsv()` tells the likely cause of %s', async (_, text, message) => {
  await expect(readAll(text)).rejects.toThrow(message);
});

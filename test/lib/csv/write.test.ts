import { inertField, inertRecord } from '../../../lib/csv/write';
import { readAll } from './readAll';

test.each([
  ['=1+1', '"\'=1+1"'],
  ['+1', '"\'+1"'],
  ['-1', '"\'-1"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  [' =1', '"\' =1"'],
  ['\u00a0=1', '"\'\u00a0=1"'],
  ['\ufeff=1', '"\'\ufeff=1"'],
  ['\u200b=1', '"\'\u200b=1"'],
  ['\uff1d1', '"\'\uff1d1"'],
  ['\uff0b1', '"\'\uff0b1"'],
  ['\uff0d1', '"\'\uff0d1"'],
  ['\uff201', '"\'\uff201"'],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['\tx', '"\'\tx"'],
])('`inertField()` makes the formula %j harmless', (text, field) => {
  expect(inertField(text)).toBe(field);
});

test.each([
  ['', '""'],
  ['Ada', '"Ada"'],
  ['1-1=0', '"1-1=0"'],
  ['a@b.example', '"a@b.example"'],
  ['say "hi"', '"say ""hi"""'],
  ['a,b;c', '"a,b;c"'],
  ["'=1", '"\'=1"'],
])('`inertField()` leaves %j as it is, quoted', (text, field) => {
  expect(inertField(text)).toBe(field);
});

test('`inertRecord()` hides no formula behind a delimiter or a line break', () => {
  expect(inertRecord(['a\n=1', 'b";=1'], ';')).toBe('"a\n=1";"b"";=1"\r\n');
});

test.each([',', ';', '\t', '|'])(
  '`inertRecord()` gives a record that `readCsv()` reads back, delimited by %j',
  async (delimiter) => {
    const fields = [`a${delimiter}`, '"', '\r\n', ' b ', ''];
    const file = inertRecord(['c1', 'c2', 'c3', 'c4', 'c5'], delimiter) + inertRecord(fields, delimiter);
    const { records } = await readAll(file, { delimiter, trim: 'import-csv' });
    expect(records).toEqual([[2, `a${delimiter}`, '"', "'\r\n", ' b ', '']]);
  },
);

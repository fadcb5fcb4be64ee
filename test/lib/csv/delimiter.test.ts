import { detectDelimiter } from '../../../lib/csv/delimiter';
import { chunkSizes, readAll } from './readAll';

test.each([
  ['a comma', 'a,b', ','],
  ['a semicolon', 'a;b', ';'],
  ['a tab', 'a\tb', '\t'],
  ['a pipe', 'a|b', '|'],
  ['the most frequent one', 'a,x;b;c', ';'],
  ['the comma when two are as frequent', 'a;b,c', ','],
  ['the comma when there is none', 'a', ','],
  ['one outside quotes', '"a,b,c";d', ';'],
  ['one beside doubled quotes', '"a"",""b,c";d', ';'],
  ['one beside quoted line breaks', '"a,\n,b"|c', '|'],
  ['no colon', 'a:b:c', ','],
])('`detectDelimiter()` finds %s', (_, header, delimiter) => {
  expect(detectDelimiter(header)).toBe(delimiter);
});

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each([',', ';', '\t', '|'])('`readCsv()` detects %j', async (delimiter) => {
    const text = `a${delimiter}b\n1${delimiter}"2${delimiter}2"\n`;
    expect(await readAll(text, { size })).toEqual({
      header: ['a', 'b'],
      delimiter,
      records: [[2, '1', `2${delimiter}2`]],
    });
  });

  test.each([';', ':', ' ', '\u00a7', '\u3001'])('`readCsv()` reads with the given %j', async (delimiter) => {
    const text = `a,x${delimiter}b\n1,1${delimiter}"2${delimiter}2"\n`;
    const { header, records } = await readAll(text, { size, delimiter });
    expect({ header, records }).toEqual({ header: ['a,x', 'b'], records: [[2, '1,1', `2${delimiter}2`]] });
  });

  test('`readCsv()` takes the delimiter from the header alone', async () => {
    const { delimiter, records } = await readAll('a;b\n1,1,1;2,2\n', { size });
    expect({ delimiter, records }).toEqual({ delimiter: ';', records: [[2, '1,1,1', '2,2']] });
  });

  test('`readCsv()` takes the delimiter from a header with quoted line breaks', async () => {
    const { header } = await readAll('"a,\n,";b\n1;2\n', { size });
    expect(header).toEqual(['a,\n,', 'b']);
  });

  test('`readCsv()` passes over empty lines before the header to find the delimiter', async () => {
    const { header } = await readAll('\r\n\na;b\n1;2\n', { size });
    expect(header).toEqual(['a', 'b']);
  });
});

import { readCsv } from '../../../lib/csv/read';
import { chunkSizes, inChunks, readAll, type WholeFile } from './readAll';

const files: [behaviour: string, text: string, records: WholeFile['records']][] = [
  [
    'reads LF',
    'a,b\n1,2\n3,4\n',
    [
      [2, '1', '2'],
      [3, '3', '4'],
    ],
  ],
  [
    'reads CRLF',
    'a,b\r\n1,2\r\n3,4\r\n',
    [
      [2, '1', '2'],
      [3, '3', '4'],
    ],
  ],
  [
    'reads CR',
    'a,b\r1,2\r3,4\r',
    [
      [2, '1', '2'],
      [3, '3', '4'],
    ],
  ],
  [
    'reads mixed line breaks',
    'a,b\r\n1,2\n3,4\r5,6\r\n7,8',
    [
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
      [5, '7', '8'],
    ],
  ],
  ['reads a last line without LF', 'a,b\n1,2', [[2, '1', '2']]],
  [
    'reads a last line without CRLF',
    'a,b\r\n1,2\r\n3,4',
    [
      [2, '1', '2'],
      [3, '3', '4'],
    ],
  ],
  ['reads a last quoted field without a line break', 'a,b\n1,"2"', [[2, '1', '2']]],
  [
    'reads a last empty field',
    'a,b\n1,\n3,',
    [
      [2, '1', ''],
      [3, '3', ''],
    ],
  ],
  ['takes quotes away', 'a,b\n"1","2"\n', [[2, '1', '2']]],
  ['reads a quoted delimiter', 'a,b\n"1,1",2\n', [[2, '1,1', '2']]],
  ['reads doubled quotes', 'a,b\n"1""1","""2"""\n', [[2, '1"1', '"2"']]],
  ['reads nothing but doubled quotes', 'a,b\n"""","""\n"""\n', [[2, '"', '"\n"']]],
  ['reads empty quotes', 'a,b\n1,""\n', [[2, '1', '']]],
  [
    'reads one column',
    'a\n1\n"2"\n',
    [
      [2, '1'],
      [3, '2'],
    ],
  ],
  [
    'reads text of any script',
    'a,b\nZürich,小明\n😀,ﬁ\u2028x\n',
    [
      [2, 'Zürich', '小明'],
      [3, '😀', 'ﬁ\u2028x'],
    ],
  ],
  ['keeps a byte order mark inside a field', 'a,b\n1\ufeff1,2\n', [[2, '1\ufeff1', '2']]],
  ['reads a header without records', 'a,b\n', []],
  ['reads a header without a line break', 'a,b', []],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(files)('`readCsv()` %s', async (_, text, records) => {
    expect((await readAll(text, { size })).records).toEqual(records);
  });

  test.each([
    ['quoted names', '"a,x","b""y","c\nz"\n', ['a,x', 'b"y', 'c\nz']],
    ['names that differ in case only', 'a,A\n', ['a', 'A']],
    ['names of JavaScript’s own', '__proto__,constructor,toString\n', ['__proto__', 'constructor', 'toString']],
    ['no byte order mark', '\ufeffa,b\n', ['a', 'b']],
    ['no byte order mark before a quoted name', '\ufeff"a",b\n', ['a', 'b']],
  ])('`readCsv()` gives a header with %s', async (_, text, header) => {
    expect((await readAll(text, { size })).header).toEqual(header);
  });
});

test('`readCsv()` gives the header before the records are read', async () => {
  const { header, delimiter } = await readCsv(inChunks(Buffer.from('a;b\n1;2\n'), 1));
  expect({ header, delimiter }).toEqual({ header: ['a', 'b'], delimiter: ';' });
});

test('`readCsv()` reads a record of several MiB', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024);
  const { records } = await readAll(`a,b\n1,"${text}"\n3,4\n`, { size: 65_536 });
  expect(records.map(([line, , field]) => [line, field?.length])).toEqual([
    [2, text.length],
    [3, 1],
  ]);
});

test('`readCsv()` closes its source when the reader stops early', async () => {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('a\n1\n');
      for (;;) yield Buffer.from('2\n');
    } finally {
      closed = true;
    }
  }
  const { batches } = await readCsv(source());
  for await (const batch of batches) if (batch.length > 0) break;
  expect(closed).toBe(true);
});

import { chunkSizes, readAll, type WholeFile } from './readAll';

const files: [behaviour: string, text: string, records: WholeFile['records']][] = [
  [
    'counts a quoted LF',
    'a,b\n"1\n1",2\n3,4\n',
    [
      [2, '1\n1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'counts a quoted CRLF',
    'a,b\r\n"1\r\n1",2\r\n3,4\r\n',
    [
      [2, '1\r\n1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'counts a quoted CR',
    'a,b\r"1\r1",2\r3,4\r',
    [
      [2, '1\r1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'counts quoted CRLF in an LF file',
    'a,b\n"1\r\n\r\n1",2\n3,4\n',
    [
      [2, '1\r\n\r\n1', '2'],
      [5, '3', '4'],
    ],
  ],
  [
    'counts quoted LF, CR in a CRLF file',
    'a,b\r\n"1\n\r1",2\r\n3,4\r\n',
    [
      [2, '1\n\r1', '2'],
      [5, '3', '4'],
    ],
  ],
  [
    'counts breaks in several fields',
    'a,b\n"\n1","2\n"\n3,4\n5,6',
    [
      [2, '\n1', '2\n'],
      [5, '3', '4'],
      [6, '5', '6'],
    ],
  ],
  [
    'counts a quoted break in the header',
    '"a\nx",b\n1,2\n3,4\n',
    [
      [3, '1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'counts a quoted CRLF in the header',
    '"a\r\nx",b\r\n1,2\r\n3,4\r\n',
    [
      [3, '1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'passes over empty lines, and counts them',
    'a,b\n\n1,2\n\n\n3,4\n\n',
    [
      [3, '1', '2'],
      [6, '3', '4'],
    ],
  ],
  [
    'passes over empty CRLF lines, and counts them',
    'a,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n',
    [
      [3, '1', '2'],
      [6, '3', '4'],
    ],
  ],
  [
    'counts empty lines beside quoted breaks',
    'a,b\n\n"1\n",2\n\n"3\r\n\r\n",4\n5,6',
    [
      [3, '1\n', '2'],
      [6, '3\r\n\r\n', '4'],
      [9, '5', '6'],
    ],
  ],
  [
    'counts empty lines in CRLF files beside quoted breaks',
    'a,b\r\n\r\n"1\r\n",2\r\n\r\n3,4',
    [
      [3, '1\r\n', '2'],
      [6, '3', '4'],
    ],
  ],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(files)('`readCsv()` %s', async (_, text, records) => {
    expect((await readAll(text, { size, trim: 'import-csv' })).records).toEqual(records);
  });
});

import { FileError } from '../../../lib/errors';
import { chunkSizes, readAll, refusal } from './readAll';

const files: [behaviour: string, text: string | Buffer, code: string, line: number][] = [
  ['an empty file', '', 'empty_file', 1],
  ['nothing but a byte order mark', '\ufeff', 'empty_file', 1],
  ['nothing but empty lines', '\n\r\n\n', 'no_header', 1],
  ['a column without a name', 'a,,c\n1,2,3\n', 'empty_column_name', 1],
  ['a last column without a name', 'a,b,\n1,2,3\n', 'empty_column_name', 1],
  ['a column named with spaces only', 'a," "\n1,2\n', 'empty_column_name', 1],
  ['two columns of one name', 'a,b,a\n1,2,3\n', 'duplicate_column_name', 1],
  ['two columns of one name, once quoted', 'a,"a"\n', 'duplicate_column_name', 1],
  ['a field too few', 'a,b\n1,2\n3\n', 'wrong_field_count', 3],
  ['a field too many', 'a,b\n1,2\n3,4,5\n', 'wrong_field_count', 3],
  ['a field too few on the last line', 'a,b\n1,2\n3', 'wrong_field_count', 3],
  ['a field too few after a quoted line break', 'a,b\r\n"1\r\n\r\n",2\r\n3\r\n', 'wrong_field_count', 5],
  ['a field too few after empty lines', 'a,b\n\n\n1\n', 'wrong_field_count', 4],
  ['an unquoted line break in a text', 'a,b\n1,2\n3\n4,5\n', 'wrong_field_count', 3],
  ['a quote that is never closed', 'a,b\n1,2\n"3,4\n5,6\n', 'unclosed_quote', 3],
  ['a quote that is never closed after a quoted line break', 'a,b\n"1\n",2\n"3,4\n', 'unclosed_quote', 4],
  ['a quote that is never closed after empty lines', 'a,b\n\n\n"1,2\n', 'unclosed_quote', 4],
  ['a quote that is never closed in the header', '"a,b\n1,2\n', 'unclosed_quote', 1],
  ['text after a closing quote', 'a,b\n1,2\n"3"x,4\n', 'misplaced_quote', 3],
  ['text after a closing quote and a blank', 'a,b\n1,2\n"3" x,4\n', 'misplaced_quote', 3],
  ['a single quotation mark inside quotes', 'a,b\n"1"1",2\n', 'misplaced_quote', 2],
  ['a quotation mark inside unquoted text', 'a,b\n1,2\n3,4"5\n', 'misplaced_quote', 3],
  ['a misplaced quote after empty lines', 'a,b\r\n\r\n1,2\r\n\r\n3,4"\r\n', 'misplaced_quote', 5],
  ['a misplaced quote in the header', 'a,b"\n', 'misplaced_quote', 1],
  ['a NUL byte', 'a,b\n1,2\n3,\0\n', 'nul_byte', 3],
  ['a NUL byte after line breaks of three kinds', 'a,b\r\n1,"x\ry\nz"\n\0,2\n', 'nul_byte', 5],
  ['a NUL byte in the header', 'a,\0b\n1,2\n', 'nul_byte', 1],
  ['a NUL byte in quotes', 'a,b\n1,"\0"\n', 'nul_byte', 2],
  ['a NUL byte after empty lines', 'a,b\n\n\n1,\0\n', 'nul_byte', 4],
  ['a NUL byte at the start of a line', 'a,b\n1,2\n\0', 'nul_byte', 3],
  ['UTF-16 without a byte order mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'nul_byte', 1],
  ['a zip archive or workbook', Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), 'binary_content', 1],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(files)('`readCsv()` rejects %s with its line', async (_, text, code, line) => {
    expect(await refusal(text, { size })).toEqual([code, line]);
  });
});

test('`readCsv()` rejects a record longer than 8 MiB with its line', async () => {
  const text = `a,b\n1,2\n"${'x\n'.repeat(5 * 1024 * 1024)}`;
  expect(await refusal(text, { size: 65_536 })).toEqual(['record_too_long', 3]);
});

test('`readCsv()` rejects a header longer than 1 MiB', async () => {
  expect(await refusal(`"${'x,'.repeat(600 * 1024)}`, { size: 65_536 })).toEqual(['header_too_long', 1]);
});

test.each(['a,b\n1,2\nsecret\n', 'a,b\n"secret,2\n', 'a,b\n"secret"x,2\n', 'a,b\nsecret",2\n', 'a,b\nsecret\0,2\n'])(
  '`readCsv()` tells no text of a record when it rejects %j',
  async (text) => {
    await expect(readAll(text)).rejects.not.toThrow(/secret/);
    await expect(readAll(text)).rejects.toThrow(FileError);
  },
);

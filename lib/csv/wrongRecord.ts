import { FileError, type FileErrorCode } from '../errors';

const wrongs = {
  fieldCount: [
    'wrong_field_count',
    'has more or fewer fields than the header: a delimiter or a line break in a text needs quotation marks around the whole field',
  ],
  openQuote: [
    'unclosed_quote',
    'opens a quotation mark that is never closed: close it, or double a mark that belongs to the text',
  ],
  textAfterQuote: [
    'misplaced_quote',
    'has text after a closing quotation mark: a mark inside a quoted text must be doubled ("")',
  ],
  quoteInText: [
    'misplaced_quote',
    'has a quotation mark inside an unquoted text: quote the whole field and double the mark ("")',
  ],
  length: ['record_too_long', 'is longer than 8 MiB: a quotation mark is probably not closed'],
} satisfies Record<string, [FileErrorCode, string]>;

/** What is wrong with a record, in the words of whoever has to mend the file; no text of it is told. */
export function wrongRecord(wrong: keyof typeof wrongs, line: number): FileError {
  const [code, message] = wrongs[wrong];
  return new FileError(code, `the record that starts on line ${line} ${message}`, line);
}

import { CsvError } from 'csv-parse';
import { FileError, type FileErrorCode } from '../errors';

const known: Record<string, [FileErrorCode, string]> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: [
    'wrong_field_count',
    'has more or fewer fields than the header: a delimiter or a line break in a text needs quotation marks around the whole field',
  ],
  CSV_QUOTE_NOT_CLOSED: [
    'unclosed_quote',
    'opens a quotation mark that is never closed: close it, or double a mark that belongs to the text',
  ],
  CSV_INVALID_CLOSING_QUOTE: [
    'misplaced_quote',
    'has text after a closing quotation mark: a mark inside a quoted text must be doubled ("")',
  ],
  INVALID_OPENING_QUOTE: [
    'misplaced_quote',
    'has a quotation mark inside an unquoted text: quote the whole field and double the mark ("")',
  ],
  CSV_MAX_RECORD_SIZE: ['record_too_long', 'is longer than 8 MiB: a quotation mark is probably not closed'],
};

/** csv-parse's error in the words of whoever has to mend the file; `line` is where the record starts, no text of it is told. */
export function syntaxError(error: unknown, line: number): Error {
  if (!(error instanceof CsvError)) return error instanceof Error ? error : new Error(String(error));
  const [code, message] = known[error.code] ?? ['malformed', 'is not valid CSV (RFC 4180)'];
  return new FileError(code, `the record that starts on line ${line} ${message}`, line);
}

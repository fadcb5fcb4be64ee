import { FileError, type FileErrorCode } from '../errors';

const wrongs = {
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

/**
 * What is wrong with a record, for whoever has to fix the file; the message holds no text of it.
 */
export function wrongRecord(wrong: keyof typeof wrongs, line: number): FileError {
  const [code, message] = wrongs[wrong];
  return new FileError(code, `the record that starts on line ${line} ${message}`, line);
}

export const isQuoteError = ({ code }: FileError): boolean => code === 'unclosed_quote' || code === 'misplaced_quote';

export interface WrongFieldCount {
  line: number;
  /** How many columns the header has. */
  columns: number;
  fields: readonly string[];
  delimiter: string;
  /** How many fields the first record has; `undefined` when it is this one. */
  width: number | undefined;
}

const delimiterNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

/** A record with more or fewer fields than the header, with the likeliest cause. */
export function wrongFieldCount(wrong: WrongFieldCount): FileError {
  const { line, columns, fields, delimiter } = wrong;
  const name = delimiterNames[delimiter] ?? delimiter;
  const counts = `The header has ${count(columns, 'field')}, the record on line ${line} has ${fields.length} (delimiter: ${name})`;
  return new FileError('wrong_field_count', `${counts}. ${likelyCause(wrong)}`, line);
}

function likelyCause({ line, columns, fields, delimiter, width }: WrongFieldCount): string {
  if (fields.length === columns)
    return 'The records before have a delimiter more at their end: every record must have as many';
  if (width !== undefined && fields.length > width && fields.slice(width).every((field) => field.trim() === ''))
    return 'It ends with more delimiters than the other records: every record must have as many';
  if (width === undefined && columns <= 2 && fields.length > columns)
    return `Line ${line} may be the header, after a title: set csv.skipLines to ${line - 1}`;
  if (fields.length > columns)
    return `A ${delimiterNames[delimiter] ?? 'delimiter'} in a text needs quotation marks around the whole field`;
  const filled = fields.filter((field) => field.trim() !== '').length;
  if (filled <= 2)
    return 'It may be a title or a total: csv.skipLines passes over lines before the header, csv.footer over the last ones. A line break in a text needs quotation marks';
  return 'A line break in a text needs quotation marks around the whole field. If it is the last line, the file was cut off';
}

/** The likely cause where the header has none of the columns that are asked for. */
export const describeWrongHeader = (fields: number, delimiter: string): string =>
  `the header has ${count(fields, 'field')} (delimiter: ${delimiterNames[delimiter] ?? delimiter}), and none is a column of the mapping: it may be a title (csv.skipLines), a record (the header is missing), or split by the wrong delimiter (csv.delimiter)`;

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

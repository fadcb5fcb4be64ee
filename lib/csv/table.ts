import { RE2JS } from '@bufbuild/re2';
import { FileError } from '../errors';
import { type CsvRecord, endOf } from './record';
import { dropInvisible, trimOuter } from './trim';
import { isQuoteError, wrongFieldCount } from './wrongRecord';

/** The header, without empty columns at its end. */
export interface Header {
  line: number;
  names: readonly string[];
  /** How many fields it has, empty ones at its end too. */
  fields: number;
}

export interface TableOptions {
  header: Header;
  delimiter: string;
  trim: 'outer' | 'import-csv' | 'none';
  /** RE2: nothing is read from the first record on whose first filled field matches. */
  footer: string | undefined;
}

/** How far the text was read. */
export interface TextLines {
  lines: number;
}

/** What was passed over. */
export interface Tally {
  /** Records that repeat the header. */
  repeatedHeaders: number;
  /** No record begins after this line. */
  lastLine: number;
  /** The line of the footer, once it was found. */
  footerAt?: number;
}

/** More records than these after a footer make it a subtotal. */
const longestFooter = 5;

/**
 * Takes the records of a table: blank ones, repeated headers and the footer are passed over, and
 * empty columns that every record has at its end are not there. @throws FileError
 */
export async function* readTable(
  batches: AsyncIterable<CsvRecord[]>,
  { options, tally, text }: { options: TableOptions; tally: Tally; text: Readonly<TextLines> },
): AsyncGenerator<CsvRecord[]> {
  try {
    yield* takeRecords(batches, { options, tally });
  } catch (error) {
    // a wrong quotation mark behind the footer
    const isBehindFooter = tally.footerAt !== undefined && text.lines - tally.footerAt <= longestFooter;
    if (!(isBehindFooter && error instanceof FileError && isQuoteError(error))) throw error;
  }
}

async function* takeRecords(
  batches: AsyncIterable<CsvRecord[]>,
  { options, tally }: { options: TableOptions; tally: Tally },
): AsyncGenerator<CsvRecord[]> {
  const isFooter = createFooterCheck(options.footer);
  const isHeader = createHeaderCheck(options.header.names);
  const checkWidth = createWidthCheck(options);
  let afterFooter = 0;
  for await (const batch of batches) {
    const records: CsvRecord[] = [];
    for (const record of batch) {
      const { fields } = record;
      if (options.trim === 'outer') trimAll(fields as string[]); // nobody else has them yet
      const first = fields.find((field) => trimOuter(field) !== '');
      if (first === undefined) continue; // a blank record
      if (tally.footerAt === undefined && isFooter(first)) tally.footerAt = record.line;
      if (tally.footerAt !== undefined) {
        if (++afterFooter > longestFooter + 1) throw subtotal(tally.footerAt);
        continue;
      }
      if (isHeader(fields)) {
        tally.repeatedHeaders++;
        continue;
      }
      checkWidth(record.line, fields);
      records.push(record);
    }
    const last = batch.at(-1);
    if (last !== undefined) tally.lastLine = endOf(last);
    if (records.length > 0) yield records;
  }
}

/** In place: a new list for each record costs more than the trimming. */
function trimAll(fields: string[]): void {
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as string;
    const trimmed = trimOuter(field);
    if (trimmed !== field) fields[index] = trimmed;
  }
}

function createFooterCheck(footer: string | undefined): (field: string) => boolean {
  if (footer === undefined) return () => false;
  const pattern = RE2JS.compile(footer);
  return (field) => pattern.test(field);
}

const subtotal = (line: number): FileError =>
  new FileError(
    'footer_in_middle',
    `line ${line} matches csv.footer, but more than ${longestFooter} records follow: it is a subtotal, or the pattern is wrong. Make the pattern match only the last lines`,
    line,
  );

function createHeaderCheck(header: readonly string[]): (fields: readonly string[]) => boolean {
  const names = header.map((name) => name.toLowerCase());
  const isName = (field = '', index: number): boolean => dropInvisible(field).toLowerCase() === names[index];
  const [first = ''] = header;
  // nearly every record differs in its first field's length
  return (fields) =>
    (fields[0] ?? '').length >= first.length && names.every((_, index) => isName(fields[index], index));
}

/**
 * Checks that each record has as many fields as the first one, and no text beyond the header's
 * columns.
 */
function createWidthCheck({ delimiter, header }: TableOptions): (line: number, fields: readonly string[]) => void {
  const columns = header.names.length;
  let width: number | undefined;
  return (line, fields) => {
    const before = width;
    width ??= fields.length;
    const hasColumns = fields.length === width && fields.length >= columns;
    if (hasColumns && (width === columns || fields.slice(columns).every((field) => trimOuter(field) === ''))) return;
    if (hasColumns && fields.length <= header.fields)
      throw new FileError(
        'empty_column_name',
        `column ${columns + 1} of the header has no name, and line ${line} has text in it: name the column`,
        header.line,
      );
    throw wrongFieldCount({ line, columns, fields, delimiter, width: before });
  };
}

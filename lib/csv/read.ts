import { FileError } from '../errors';
import { detectDelimiter } from './delimiter';
import { checkHeader } from './header';
import type { CsvRecord } from './record';
import { parseRecords } from './records';
import { type Header, readTable, type Tally, type TextLines } from './table';
import { readTop } from './top';
import { dropInvisible } from './trim';
import { toUtf8 } from './utf8';

export interface CsvFile {
  header: readonly string[];
  delimiter: string;
  /** The records in file order, in batches, so that a record costs no promise of its own. */
  batches: AsyncIterable<CsvRecord[]>;
  /** What was passed over so far. */
  tally: Readonly<Tally>;
}

export interface CsvOptions {
  /** One character, or `auto`. */
  delimiter?: string;
  /** A name that iconv-lite knows, or `auto`. */
  encoding?: string;
  /** Lines before the header that are not read. */
  skipLines?: number;
  /** Lines that begin with it are not read. */
  comment?: string | undefined;
  /** RE2: nothing is read from the first record on whose first filled field matches. */
  footer?: string | undefined;
  /** White space that is dropped around fields; a mapping never says `none`. */
  trim?: 'outer' | 'import-csv' | 'none';
}

/** Reads a file anew; each stage reads it from the start, so that it never has to be kept. */
export type OpenFile = (options: CsvOptions) => Promise<CsvFile>;

const [lineFeed, carriageReturn, crlf] = [10, 13, Buffer.from('\r\n')];

/**
 * Reads bytes as CSV (RFC 4180, strictly), without what HR's exports have around the records
 * (titles, `sep=`, `#TYPE`, blank records, repeated headers, footers). It streams: at most one
 * chunk and one record are in memory. @throws FileError with the line of the first thing that is
 * wrong; records before it may have been given out.
 */
export async function readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions = {}): Promise<CsvFile> {
  const { delimiter = 'auto', encoding = 'auto', skipLines = 0, comment, footer, trim = 'outer' } = options;
  const read: TextLines = { lines: 0 };
  const text = located(withoutNul(toUtf8(bytes, encoding), delimiter === 'auto' ? '' : delimiter), read);
  const tally: Tally = { repeatedHeaders: 0, lastLine: 0 };
  try {
    const top = await readTop(text, { skipLines, comment });
    const actual = top.delimiter ?? (delimiter === 'auto' ? detectDelimiter(top.header) : delimiter);
    const isOver = (): boolean => tally.footerAt !== undefined;
    const parsed = parseRecords(top.chunks, { delimiter: actual, comment, trim, lines: top.lines, isOver });
    const { header, rest } = await readHeader(parsed);
    tally.lastLine = header.line;
    const table = { options: { delimiter: actual, trim, footer, header }, tally, text: read };
    return { header: header.names, delimiter: actual, batches: readTable(rest, table), tally };
  } catch (error) {
    await text.return(undefined); // closes the source
    throw error;
  }
}

/** The first record that holds text, without empty columns at its end. */
async function readHeader(
  parsed: AsyncGenerator<CsvRecord[]>,
): Promise<{ header: Header; rest: AsyncIterable<CsvRecord[]> }> {
  for (;;) {
    const { done, value: batch } = await parsed.next();
    if (done) throw new FileError('no_header', 'the file has no header line: its first line must name the columns');
    const place = batch.findIndex(({ fields }) => fields.some((field) => dropInvisible(field) !== ''));
    const record = batch[place];
    if (record === undefined) continue;
    const names = record.fields.map(dropInvisible);
    const width = names.findLastIndex((name) => name !== '') + 1;
    checkHeader(names.slice(0, width), record.line);
    const header = { line: record.line, names: names.slice(0, width), fields: names.length };
    return { header, rest: remaining(batch.slice(place + 1), parsed) };
  }
}

async function* remaining(rest: CsvRecord[], batches: AsyncGenerator<CsvRecord[]>): AsyncGenerator<CsvRecord[]> {
  try {
    yield rest;
    yield* batches;
  } finally {
    await batches.return(undefined);
  }
}

/**
 * Binary content shows by a NUL byte, which no CSV has; zip archives (.xlsx) are called by their
 * name.
 */
async function* withoutNul(chunks: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (first && chunk.toString('latin1', 0, 4) === 'PK\x03\x04') {
      throw new FileError(
        'binary_content',
        'this is an Excel workbook or a zip archive, not CSV: save it as "CSV UTF-8"',
      );
    }
    first = false;
    const nul = chunk.indexOf(0);
    if (nul !== -1) {
      yield chunk.subarray(0, nul);
      throw new FileError(
        'nul_byte',
        isField(chunk, nul, delimiter)
          ? "fields hold NUL: SQL Server's bcp writes empty texts so. Export NULL instead of empty texts, or remove the NUL characters"
          : 'a NUL byte: this is no text, or UTF-16 without a byte order mark; save it as "CSV UTF-8"',
      );
    }
    yield chunk;
  }
  if (first) throw new FileError('empty_file', 'the file is empty (zero bytes): export and upload it again');
}

/** Whether a byte is a field of its own: a delimiter or a line break is on either side. */
const isField = (bytes: Buffer, at: number, delimiter: string): boolean =>
  [bytes[at - 1], bytes[at + 1]].every(
    (byte) => byte === undefined || Buffer.from(`,;\t|\r\n"${delimiter}`).includes(byte),
  );

/**
 * The same chunks; an error of the text before the parser gets the line up to which the text was
 * right.
 */
async function* located(chunks: AsyncIterable<Buffer>, read: TextLines): AsyncGenerator<Buffer> {
  let breaks = 0; // LF, CRLF and CR
  let last: number | undefined;
  try {
    for await (const chunk of chunks) {
      const returns = occurrences(chunk, carriageReturn);
      breaks += occurrences(chunk, lineFeed) + (returns === 0 ? 0 : returns - occurrences(chunk, crlf));
      if (last === carriageReturn && chunk[0] === lineFeed) breaks--;
      last = chunk.at(-1) ?? last;
      read.lines = breaks + (last === lineFeed || last === carriageReturn ? 0 : 1);
      yield chunk;
    }
  } catch (error) {
    const line = 1 + breaks;
    throw error instanceof FileError ? new FileError(error.code, error.message, line) : error;
  }
}

function occurrences(bytes: Buffer, part: number | Buffer): number {
  let count = 0;
  for (let index = bytes.indexOf(part); index !== -1; index = bytes.indexOf(part, index + 1)) count++;
  return count;
}

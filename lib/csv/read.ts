import { FileError } from '../errors';
import { detectDelimiter } from './delimiter';
import { checkHeader } from './header';
import { headerOf } from './headerText';
import type { CsvRecord } from './record';
import { createScanner } from './scanner';
import { toUtf8 } from './utf8';

export interface CsvFile {
  header: readonly string[];
  delimiter: string;
  /** The records in file order, in batches, so that a record costs no promise of its own. */
  batches: AsyncIterable<CsvRecord[]>;
}

export interface CsvOptions {
  /** One character, or `auto`. */
  delimiter?: string;
  /** A WHATWG label, or `auto`. */
  encoding?: string;
}

const [lineFeed, carriageReturn] = [10, 13];

/**
 * Reads bytes as CSV (RFC 4180, strictly; empty lines are passed over), streaming: at most one chunk and one record are in memory.
 * @throws FileError with the line of the first thing that is wrong; records before it may have been given out.
 */
export async function readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions = {}): Promise<CsvFile> {
  const { delimiter = 'auto', encoding = 'auto' } = options;
  const text = located(withoutNul(toUtf8(bytes, encoding)));
  try {
    const { header: headerText, chunks } = await headerOf(text);
    const actual = delimiter === 'auto' ? detectDelimiter(headerText) : delimiter;
    const batches = recordsOf(chunks, actual);
    const first = await batches.next();
    const [header, ...rest] = first.done ? [] : first.value;
    if (header === undefined)
      throw new FileError('no_header', 'the file has no header line: its first line must name the columns');
    checkHeader(header.fields);
    return { header: header.fields, delimiter: actual, batches: remaining(rest, batches) };
  } catch (error) {
    await text.return(undefined); // closes the source
    throw error;
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

/** Binary content shows by a NUL byte, which no CSV has; zip archives (.xlsx) are called by their name. */
async function* withoutNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
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
        'a NUL byte: this is no text, or UTF-16 without a byte order mark; save it as "CSV UTF-8"',
      );
    }
    yield chunk;
  }
  if (first) throw new FileError('empty_file', 'the file is empty (zero bytes): export and upload it again');
}

/** The same chunks; an error of the text before the parser gets the line up to which the text was right. */
async function* located(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let [lineFeeds, carriageReturns] = [0, 0];
  try {
    for await (const chunk of chunks) {
      lineFeeds += occurrences(chunk, lineFeed);
      carriageReturns += occurrences(chunk, carriageReturn);
      yield chunk;
    }
  } catch (error) {
    const line = 1 + Math.max(lineFeeds, carriageReturns); // LF, CRLF and CR alone
    throw error instanceof FileError ? new FileError(error.code, error.message, line) : error;
  }
}

function occurrences(bytes: Buffer, byte: number): number {
  let count = 0;
  for (let index = bytes.indexOf(byte); index !== -1; index = bytes.indexOf(byte, index + 1)) count++;
  return count;
}

async function* recordsOf(chunks: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const scan = createScanner(delimiter);
  for await (const chunk of chunks) {
    const records = scan(chunk.toString());
    if (records.length > 0) yield records;
  }
  const records = scan('', true);
  if (records.length > 0) yield records;
}

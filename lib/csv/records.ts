import { once } from 'node:events';
import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse';
import type { CsvRecord } from './record';
import { breaksIn } from './record';
import { wrongRecord } from './wrongRecord';

export interface RecordOptions {
  delimiter: string;
  /** Lines that begin with it are not read. */
  comment: string | undefined;
  /** What is dropped around a field that is not quoted. */
  trim: 'outer' | 'import-csv' | 'none';
  /** How many lines come before. */
  lines: number;
  /** Whether no further record counts: then the text behind a wrong one is read, and not parsed. */
  isOver: () => boolean;
}

/** The most bytes of a record. A record may exceed it by one chunk. */
const longestRecord = 8 * 1024 * 1024;

type Info = Pick<InfoRecord, 'lines' | 'comment_lines' | 'empty_lines'>;

/**
 * Parses records with csv-parse (RFC 4180, strictly), each with the line on which it starts. What
 * csv-parse lacks is here: it counts a CRLF in quotes as two lines, and its limit of a record's
 * length counts no delimiters, and is asked for each byte. Records may have any number of fields.
 * @throws FileError
 */
export async function* parseRecords(
  chunks: AsyncIterable<Buffer>,
  options: RecordOptions,
): AsyncGenerator<CsvRecord[]> {
  const lines = createLineCount(options.lines);
  let records: CsvRecord[] = [];
  let failure: unknown;
  // not as events of the stream, which take time for each record
  const on_record = (fields: string[], info: Info): undefined => {
    records.push(lines.locate(fields, info));
  };
  const parser = parse({ ...parserOptions(options), on_record });
  parser.resume();
  parser.on('error', (error) => {
    failure = error;
  });
  let [unfinished, passedOver] = [0, 0];
  for await (const chunk of chunks) {
    if (failure !== undefined) continue; // the lines are counted to the end
    unfinished += chunk.length;
    if (!parser.write(chunk) && failure === undefined) await once(parser, 'drain').catch(() => {});
    if (failure !== undefined) {
      yield records.splice(0);
      if (options.isOver()) continue;
      break;
    }
    const { empty_lines: empty, comment_lines: comments } = parser.info;
    if (records.length > 0 || empty + comments > passedOver) unfinished = 0;
    passedOver = empty + comments;
    if (unfinished > longestRecord) throw wrongRecord('length', lines.next());
    if (records.length > 0) yield records;
    records = [];
  }
  if (failure === undefined) {
    const ended = once(parser, 'end').catch(() => {});
    parser.end();
    await ended;
  }
  if (records.length > 0) yield records;
  if (failure !== undefined) throw explain(failure, lines);
}

const parserOptions = ({ delimiter, comment, trim }: RecordOptions): Options => ({
  delimiter,
  ...(comment !== undefined && { comment, comment_no_infix: true }),
  ltrim: trim !== 'none',
  rtrim: trim === 'outer',
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
});

type LineCount = ReturnType<typeof createLineCount>;

function createLineCount(before: number) {
  let [doubled, end, passedOver, parsedLines] = [0, 0, 0, 0];
  return {
    locate(fields: string[], info: Info): CsvRecord {
      const lines = info.lines - parsedLines;
      parsedLines = info.lines;
      let breaks = 0;
      for (const field of lines === 1 ? [] : fields) {
        if (!field.includes('\n') && !field.includes('\r')) continue;
        breaks += breaksIn(field);
        doubled += field.split('\r\n').length - 1;
      }
      end = info.lines - doubled;
      passedOver = info.comment_lines + info.empty_lines;
      return { line: before + end - breaks, fields };
    },
    /** The line on which the next record starts. */
    next: (passedOverNow = passedOver): number => before + end + 1 + passedOverNow - passedOver,
  };
}

function explain(error: unknown, lines: LineCount): unknown {
  if (!(error instanceof CsvError)) return error;
  const { comment_lines: comments, empty_lines: empty } = error as { comment_lines?: unknown; empty_lines?: unknown };
  const line = lines.next(typeof comments === 'number' && typeof empty === 'number' ? comments + empty : undefined);
  const wrong = {
    CSV_QUOTE_NOT_CLOSED: 'openQuote',
    CSV_INVALID_CLOSING_QUOTE: 'textAfterQuote',
    CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'textAfterQuote',
    INVALID_OPENING_QUOTE: 'quoteInText',
  } as const;
  const code = error.code as string;
  return Object.hasOwn(wrong, code) ? wrongRecord(wrong[code as keyof typeof wrong], line) : error;
}

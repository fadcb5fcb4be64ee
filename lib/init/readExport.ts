import { RE2JS } from '@bufbuild/re2';
import type { CsvFile, CsvOptions, OpenFile } from '../csv/read';
import { FileError } from '../errors';
import { type Column, summarizeColumns } from './columns/columns';
import { emptyTexts, footerWords, listWords } from './columns/synonyms';

/** An HR export, and the keys of `csv` that read it. */
export interface HrExport {
  csv: Pick<CsvOptions, 'encoding' | 'skipLines' | 'footer'> & { skipRecords?: number; emptyWords?: string[] };
  delimiter: string;
  columns: readonly Column[];
  records: number;
}

/** The most titles before a header. */
const mostTitles = 12;
/** At most this many records are sampled. The count and the last records are always complete. */
const mostRecords = 100_000;
/** Encodings without a mark of their own that HR systems still write. */
const encodings = ['windows-1250', 'ibm850', 'macintosh', 'utf-16le', 'utf-16be'];

/**
 * Reads an export: finds its encoding, titles before the header, a line of labels below it and
 * totals at its end.
 * @param isKnown whether a text is the name of a known column
 * @throws FileError when nothing reads the file
 */
export async function readExport(open: OpenFile, isKnown: (name: string) => boolean): Promise<HrExport> {
  const { options, file, records, count } = await detectEncoding(open, isKnown);
  const skipRecords = isLabelLine(records[0] ?? [], file.header, isKnown) ? 1 : 0;
  const people = records.slice(skipRecords);
  if (people.length === 0) throw new FileError('no_records', 'the file has a header, but no records');
  const words = listWords(emptyTexts);
  const isEmptyWord = createEmptyCheck(words);
  const used = words.filter((word) => people.some((fields) => fields.some(createEmptyCheck([word]))));
  return {
    delimiter: file.delimiter,
    csv: {
      ...options,
      ...(skipRecords > 0 && { skipRecords }),
      ...(used.length > 0 && { emptyWords: used }),
    },
    columns: summarizeColumns(file.header, people, isEmptyWord),
    records: count - skipRecords,
  };
}

/** Whether a record holds labels of the columns: their names again, or names that are known. */
function isLabelLine(
  record: readonly string[],
  header: readonly string[],
  isKnown: (name: string) => boolean,
): boolean {
  const known = record
    .map((text, index) => ({ text, name: header[index] ?? '' }))
    .filter(({ text, name }) => text !== '' && isKnown(name));
  const labels = known.filter(({ text, name }) => text.toLowerCase() === name.toLowerCase() || isKnown(text));
  return labels.length >= 3 && labels.length >= 0.8 * known.length;
}

const createEmptyCheck = (words: readonly string[]): ((text: string) => boolean) => {
  const folded = new Set(words.map((word) => word.toLowerCase()));
  return (text) => folded.has(text.trim().toLowerCase());
};

interface Table {
  options: Pick<CsvOptions, 'encoding' | 'skipLines' | 'footer'>;
  file: CsvFile;
  /** A sample: the first ones. */
  records: (readonly string[])[];
  /** All of them. */
  count: number;
  /** As many of the last records as a footer has at most. */
  last: (readonly string[])[];
  /** What ended the reading early. */
  error?: FileError;
}

async function detectEncoding(open: OpenFile, isKnown: (name: string) => boolean): Promise<Table> {
  let read: Table | undefined;
  let refused: unknown;
  try {
    read = await detectTitles(open, {}, isKnown);
    if (countMisreadCharacters(read) === 0) return read;
  } catch (error) {
    if (!(error instanceof FileError) || !['invalid_encoding', 'nul_byte'].includes(error.code)) throw error;
    refused = error;
  }
  for (const encoding of encodings) {
    const table = await detectTitles(open, { encoding }, isKnown).catch(() => undefined);
    if (table === undefined || (encoding.startsWith('utf-16') && !table.file.header.some(isKnown))) continue;
    if (read === undefined || countMisreadCharacters(table) < countMisreadCharacters(read)) read = table;
  }
  if (read === undefined) throw refused;
  return read;
}

/**
 * Counts characters that show a wrong encoding: signs that are no letters, or capitals after small
 * letters, beside letters (`Pawe³`, `MŸller`).
 */
function countMisreadCharacters({ file, records }: Table): number {
  const odd =
    /\p{L}[‚„]\p{L}|\p{L}(?![’'])(?!\p{ASCII})[^\p{L}\p{N}\p{M}\p{Z}\p{Pd}\p{Ps}\p{Pe}]|(?!\p{ASCII})[^\p{L}\p{N}\p{M}\p{Z}«»“”„‘’‚–—…•°§€£¿¡]\p{L}|\p{Ll}(?![A-Z])\p{Lu}|[\u2500-\u259fÿ]/gu;
  const count = (text: string): number => text.match(odd)?.length ?? 0;
  let total = 0;
  for (const fields of [file.header, ...records]) for (const field of fields) total += count(field);
  return total;
}

/**
 * Reads below the titles: the first line whose columns fit all records is the header, those before
 * it are titles.
 */
async function detectTitles(
  open: OpenFile,
  options: Table['options'],
  isKnown: (name: string) => boolean,
): Promise<Table> {
  let refused: FileError | undefined;
  let unknown: Table | undefined;
  for (let skipLines = 0; skipLines <= mostTitles; skipLines++) {
    try {
      const table = await detectFooter(open, { ...options, ...(skipLines > 0 && { skipLines }) });
      if (skipLines === 0 || table.file.header.some(isKnown)) return table;
      unknown ??= table;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      // titles differ from the records in their fields: what else is wrong says more
      if (refused === undefined || (refused.code === 'wrong_field_count' && error.code !== refused.code))
        refused = error;
      if (['empty_file', 'binary_content', 'nul_byte', 'invalid_encoding'].includes(error.code)) throw error;
    }
  }
  if (unknown !== undefined) return unknown;
  throw refused;
}

/** A footer has at most so many records. */
const longestFooter = 3;

/** Reads a table, without the totals at its end. Nothing else is left out. */
async function detectFooter(open: OpenFile, options: Table['options']): Promise<Table> {
  const whole = await readRecords(open, options);
  const { error } = whole;
  if (error !== undefined && error.code !== 'wrong_field_count') throw error;
  const { count, last } = whole;
  for (const { pattern, matches } of [...footers, ...createExactFooters(last)]) {
    const place = last.findIndex((fields) => matches(firstFilledField(fields)));
    const isAtEnd = place >= 0 && isTotal(last[place] ?? []);
    if (error === undefined && !isAtEnd) continue;
    const table = await readRecords(open, { ...options, footer: pattern });
    if (table.error === undefined && table.count === (isAtEnd ? count - last.length + place : count)) return table;
  }
  if (error !== undefined) throw error;
  return whole;
}

const firstFilledField = (fields: readonly string[]): string => fields.find((field) => field !== '') ?? '';

/** Totals have one or two filled fields. */
const isTotal = (fields: readonly string[]): boolean => fields.filter((field) => field !== '').length <= 2;

/** The texts of the last totals, for files where a person's begins like them. */
const createExactFooters = (
  last: readonly (readonly string[])[],
): { pattern: string; matches: (text: string) => boolean }[] =>
  last
    .filter((fields) => isTotal(fields) && footers.some(({ matches }) => matches(firstFilledField(fields))))
    .map(firstFilledField)
    .filter((text) => !/\d/.test(text))
    .map((total) => ({ pattern: `^${RE2JS.quote(total)}$`, matches: (text: string) => text === total }));

const footers = [
  ...listWords(footerWords).map((word) => ({
    pattern: `(?i)^${word}\\b`,
    beginning: new RegExp(`^${word}(?![\\p{L}\\p{N}])`, 'iu'),
  })),
  {
    pattern: '(?i)^\\d+ (records|rows|datens|registros|enregistrements)',
    beginning: /^\d+ (?:records|rows|datens|registros|enregistrements)/iu,
  },
].map(({ pattern, beginning }) => ({ pattern, matches: (text: string) => beginning.test(text) }));

/** Reads records until the first error. @throws FileError when there is no header */
async function readRecords(open: OpenFile, options: Table['options']): Promise<Table> {
  const table: Table = { options, file: await open(options), records: [], count: 0, last: [] };
  try {
    for await (const batch of table.file.batches) {
      table.count += batch.length;
      table.records.push(...batch.slice(0, mostRecords - table.records.length).map(({ fields }) => fields));
      table.last = [...table.last, ...batch.map(({ fields }) => fields)].slice(-longestFooter);
    }
    return table;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { ...table, error };
  }
}

import type { CsvFile, CsvOptions } from '../csv/read';
import { FileError } from '../errors';
import { type Column, summarizeColumns } from './columns';
import { emptyTexts, footerWords, listWords } from './synonyms';

/** An HR export, and the keys of `csv` that read it. */
export interface HrExport {
  csv: Pick<CsvOptions, 'encoding' | 'skipLines' | 'footer'> & { skipRecords?: number; emptyWords?: string[] };
  delimiter: string;
  columns: readonly Column[];
  records: number;
}

type Open = (options: CsvOptions) => Promise<CsvFile>;

/** The most titles before a header. */
const mostTitles = 12;
/** The most records that are looked at. */
const mostRecords = 100_000;
/** Encodings without a mark of their own that HR systems still write. */
const encodings = ['windows-1250', 'ibm850', 'macintosh', 'utf-16le', 'utf-16be'];

/**
 * Reads an export: finds its encoding, titles before the header, a line of labels below it and
 * totals at its end.
 * @param isKnown whether a text is the name of a known column
 * @throws FileError when nothing reads the file
 */
export async function readExport(open: Open, isKnown: (name: string) => boolean): Promise<HrExport> {
  const { options, file, records } = await readInRightEncoding(open, isKnown);
  const first = records[0] ?? [];
  const labels = first.filter((text) => text !== '' && isKnown(text)).length;
  const isPerson = first.some((text) => /[\d@]/.test(text));
  const skipRecords = !isPerson && labels >= 3 && labels * 3 >= file.header.length ? 1 : 0;
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
    columns: summarizeColumns(file.header, people, (text) => text === '' || isEmptyWord(text)),
    records: people.length,
  };
}

const createEmptyCheck = (words: readonly string[]): ((text: string) => boolean) => {
  const folded = new Set(words.map((word) => word.toLowerCase()));
  return (text) => folded.has(text.trim().toLowerCase());
};

interface Table {
  options: Pick<CsvOptions, 'encoding' | 'skipLines' | 'footer'>;
  file: CsvFile;
  records: (readonly string[])[];
}

async function readInRightEncoding(open: Open, isKnown: (name: string) => boolean): Promise<Table> {
  let read: Table | undefined;
  let refused: unknown;
  try {
    read = await readBelowTitles(open, {}, isKnown);
    if (countOddCharacters(read) === 0) return read;
  } catch (error) {
    if (!(error instanceof FileError) || !['invalid_encoding', 'nul_byte'].includes(error.code)) throw error;
    refused = error;
  }
  for (const encoding of encodings) {
    const table = await readBelowTitles(open, { encoding }, isKnown).catch(() => undefined);
    if (table === undefined || (encoding.startsWith('utf-16') && !table.file.header.some(isKnown))) continue;
    if (read === undefined || countOddCharacters(table) < countOddCharacters(read)) read = table;
  }
  if (read === undefined) throw refused;
  return read;
}

/**
 * Counts characters that show a wrong encoding: signs that are no letters, or capitals after small
 * letters, beside letters (`Pawe³`, `MŸller`).
 */
function countOddCharacters({ file, records }: Table): number {
  const odd =
    /\p{L}(?![’'])(?!\p{ASCII})[^\p{L}\p{N}\p{M}\p{Z}\p{Pd}\p{Ps}\p{Pe}]|(?!\p{ASCII})[^\p{L}\p{N}\p{M}\p{Z}«»“”„‘’‚–—…•°§€£¿¡]\p{L}|\p{Ll}(?![A-Z])\p{Lu}|[\u2500-\u259f]/gu;
  const count = (text: string): number => text.match(odd)?.length ?? 0;
  let total = 0;
  for (const fields of [file.header, ...records]) for (const field of fields) total += count(field);
  return total;
}

async function readBelowTitles(
  open: Open,
  options: Table['options'],
  isKnown: (name: string) => boolean,
): Promise<Table> {
  let [refused, unknown]: [unknown, Table | undefined] = [undefined, undefined];
  for (let skipLines = 0; skipLines <= mostTitles; skipLines++) {
    try {
      const table = await readAboveFooter(open, { ...options, ...(skipLines > 0 && { skipLines }) });
      const known = table.file.header.filter(isKnown).length;
      if (known >= 2 || (known > 0 && table.file.header.length <= 2)) return table;
      if (skipLines === 0) unknown = table;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      refused ??= error;
      if (['empty_file', 'binary_content', 'nul_byte', 'invalid_encoding'].includes(error.code)) throw error;
    }
  }
  if (unknown !== undefined) return unknown; // columns of unknown names
  throw refused;
}

/** Reads a table, without the totals at its end. */
async function readAboveFooter(open: Open, options: Table['options']): Promise<Table> {
  try {
    const table = await readRecords(open, options);
    const footer = footers.find(({ matches }) => table.records.slice(-3).some((fields) => isFooter(fields, matches)));
    return footer === undefined ? table : await readRecords(open, { ...options, footer: footer.pattern });
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'wrong_field_count') throw error;
    for (const { pattern } of footers) {
      const table = await readRecords(open, { ...options, footer: pattern }).catch(() => undefined);
      if (table !== undefined) return table;
    }
    throw error;
  }
}

/** Totals have one or two filled fields. */
function isFooter(fields: readonly string[], matches: (text: string) => boolean): boolean {
  const filled = fields.filter((field) => field !== '');
  return filled.length <= 2 && filled[0] !== undefined && matches(filled[0]);
}

const footers = listWords(footerWords).map((word) => {
  const beginning = new RegExp(`^${word}(?![\\p{L}\\p{N}])`, 'iu');
  return { pattern: `(?i)^${word}\\b`, matches: (text: string) => beginning.test(text) };
});

async function readRecords(open: Open, options: Table['options']): Promise<Table> {
  const file = await open(options);
  const records: (readonly string[])[] = [];
  for await (const batch of file.batches)
    for (const { fields } of batch) if (records.length < mostRecords) records.push(fields);
  return { options, file, records };
}

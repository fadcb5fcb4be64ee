import { createDateTimeParser, findAmbiguousPatterns } from '../../mapping/compile/dates/dateTime';
import type { Column } from './columns';

/** How a column's dates are written. */
export interface DateFormat {
  /** A Unicode date pattern or `excel`, or several. */
  format: string | string[];
  /** Of the names of months; absent for English. */
  locale?: string;
}

/** Date patterns, the commonest first. Patterns that can read the same text are in one group. */
const patternGroups: readonly (readonly string[])[] = [
  ['yyyy-MM-dd'],
  ['d.M.yyyy'],
  ['yyyyMMdd'],
  ['d/M/yyyy', 'M/d/yyyy'],
  ['d-M-yyyy', 'M-d-yyyy'],
  ['yyyy/MM/dd'],
  ['yyyy.MM.dd'],
  ['d.M.yy'],
  ['d/M/yy', 'M/d/yy'],
  ["yyyy-MM-dd'T'HH:mm:ss"],
  ["yyyy-MM-dd'T'HH:mm:ss.S"],
  ["yyyy-MM-dd'T'HH:mm:ssXXX"],
  ["yyyy-MM-dd'T'HH:mm:ss.SXXX"],
  ['yyyy-MM-ddXXX'],
  ['yyyy-MM-dd HH:mm'],
  ['yyyy-MM-dd HH:mm:ss'],
  ['yyyy-MM-dd HH:mm:ss.S'],
  ['d.M.yyyy HH:mm'],
  ['d.M.yyyy HH:mm:ss'],
  ['d/M/yyyy HH:mm:ss', 'M/d/yyyy HH:mm:ss'],
  ['d/M/yyyy HH:mm', 'M/d/yyyy HH:mm'],
  ['d/M/yyyy h:mm:ss a', 'M/d/yyyy h:mm:ss a'],
  ['excel'],
];
const monthPatterns = [
  'd-MMM-yyyy',
  'd-MMM-yy',
  'd MMM yyyy',
  'd. MMM yyyy',
  'd/MMM/yyyy',
  'MMM d, yyyy',
  'd MMMM yyyy',
  'd. MMMM yyyy',
  'MMMM d, yyyy',
];
/** English writes September as `Sep` or, in Britain, as `Sept`. */
const locales = ['en', 'en-GB', 'de', 'fr', 'es', 'nl', 'it'];

/** Serial numbers of the years 1955 to 2064. Other numbers are no dates. */
const isExcelDate = (text: string): boolean =>
  /^\d{5}(?:[.,]\d+)?$/.test(text) && Number(text.slice(0, 5)) > 20_000 && Number(text.slice(0, 5)) < 60_000;

type Texts = Pick<Column, 'texts'>;

/**
 * Finds the patterns that read every date of a column: none, one, or two when no date tells the day
 * from the month.
 */
export function findDateFormats({ texts }: Texts): DateFormat[] {
  const dates = [...texts.keys()];
  if (dates.length === 0 || !/\d/.test(dates[0] ?? '')) return [];
  for (const group of patternGroups) {
    const fitting = group.filter((format) => dates.every(createReader({ format })));
    if (fitting.length > 0) return fitting.map((format) => ({ format }));
  }
  if (!dates.some((text) => /\p{L}/u.test(text))) return [];
  for (const locale of locales)
    for (const format of monthPatterns) {
      const found = locale === 'en' ? { format } : { format, locale };
      if (dates.every(createReader(found))) return [found];
    }
  return [];
}

/** The most forms of one column. */
const mostForms = 3;

/** Finds several patterns that together read every date of a column, and none of them otherwise. */
export function findMixedFormats({ texts }: Texts): DateFormat[] {
  const used: string[] = [];
  let left = [...texts.keys()];
  while (left.length > 0 && used.length < mostForms) {
    const readable = patternGroups
      .flat()
      .map((format) => ({ format, unread: left.filter((text) => !createReader({ format })(text)) }));
    const best = readable.reduce((one, other) => (other.unread.length < one.unread.length ? other : one));
    if (best.unread.length === left.length) return [];
    used.push(best.format);
    left = best.unread;
  }
  return left.length === 0 && findAmbiguousPatterns(used) === undefined ? [{ format: used }] : [];
}

const readers = new Map<string, (text: string) => boolean>();

function createReader({ format, locale }: { format: string; locale?: string }): (text: string) => boolean {
  const key = `${format} ${locale}`;
  const known = readers.get(key);
  if (known !== undefined) return known;
  const parse = createDateTimeParser(format, 'UTC', locale);
  const reader = (text: string): boolean => (format !== 'excel' || isExcelDate(text)) && parse(text) !== undefined;
  readers.set(key, reader);
  return reader;
}

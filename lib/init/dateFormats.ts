import { createDateTimeParser } from '../mapping/compile/dates/dateTime';
import type { Column } from './columns';

/** How a column's dates are written. */
export interface DateFormat {
  format: string;
  /** Of the names of months; absent for English. */
  locale?: string;
}

/** Date patterns, the commonest first. Patterns that can read the same text stand in one group. */
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
  ["yyyy-MM-dd'T'HH:mm:ss.SSS"],
  ["yyyy-MM-dd'T'HH:mm:ssXXX"],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX"],
  ['yyyy-MM-ddXXX'],
  ['yyyy-MM-dd HH:mm:ss'],
  ['d.M.yyyy HH:mm:ss'],
  ['d/M/yyyy HH:mm:ss', 'M/d/yyyy HH:mm:ss'],
  ['d/M/yyyy HH:mm', 'M/d/yyyy HH:mm'],
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
const locales = ['en', 'de', 'fr', 'es', 'nl', 'it'];

/** Serial numbers of the years 1955 to 2064. Other numbers are no dates. */
const isExcelDate = (text: string): boolean => /^\d{5}$/.test(text) && Number(text) > 20_000 && Number(text) < 60_000;

/**
 * Finds the patterns that read every date of a column: none, one, or two when no date tells the day
 * from the month.
 */
export function findDateFormats({ texts }: Column): DateFormat[] {
  const dates = [...texts.keys()];
  if (dates.length === 0 || !/\d/.test(dates[0] ?? '')) return [];
  for (const group of patternGroups) {
    const fitting = group.filter((format) => canReadAll(dates, { format }));
    if (fitting.length > 0) return fitting.map((format) => ({ format }));
  }
  if (!dates.some((text) => /\p{L}/u.test(text))) return [];
  for (const locale of locales)
    for (const format of monthPatterns)
      if (canReadAll(dates, { format, locale })) return [locale === 'en' ? { format } : { format, locale }];
  return [];
}

function canReadAll(dates: readonly string[], { format, locale }: DateFormat): boolean {
  if (format === 'excel' && !dates.every(isExcelDate)) return false;
  const parse = createDateTimeParser(format, 'UTC', locale);
  return dates.every((text) => parse(text) !== undefined);
}

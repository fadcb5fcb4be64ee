import { DateTime, IANAZone, Settings } from 'luxon';
import { parseExcelDate } from './excelDate';

/** Unicode date pattern letters (UTS 35 §8) and Luxon's letters for the same fields. */
const tokens: Readonly<Record<string, string>> = {
  y: 'yy', // two to four digits
  yy: 'yy',
  yyyy: 'yyyy',
  u: 'y',
  uuuu: 'yyyy',
  M: 'M',
  MM: 'MM',
  MMM: 'MMM',
  MMMM: 'MMMM',
  L: 'L',
  LL: 'LL',
  LLL: 'LLL',
  LLLL: 'LLLL',
  d: 'd',
  dd: 'dd',
  D: 'o',
  DDD: 'ooo',
  E: 'EEE',
  EEE: 'EEE',
  EEEE: 'EEEE',
  a: 'a',
  H: 'H',
  HH: 'HH',
  h: 'h',
  hh: 'hh',
  m: 'm',
  mm: 'mm',
  s: 's',
  ss: 'ss',
  S: 'u',
  SS: 'u',
  SSS: 'SSS',
  Z: 'ZZZ',
  XX: 'ZZZ',
  XXX: 'ZZ',
  xx: 'ZZZ',
  xxx: 'ZZ',
};

/** Converts text to ISO 8601 with offset; `undefined` when the text does not match the pattern. */
export type ParseDateTime = (text: string) => string | undefined;

/** Describes what is wrong with a Unicode date pattern; `undefined` when it is supported. */
export function checkDatePattern(pattern: string): string | undefined {
  if (pattern === excel) return undefined;
  const unknown = splitPattern(pattern).find(({ letters }) => letters !== undefined && tokens[letters] === undefined);
  if (unknown !== undefined)
    return `${unknown.letters} is not a letter of a date pattern that can be read (yyyy-MM-dd, dd.MM.yyyy HH:mm, …)`;
  return splitPattern(pattern).some(({ letters }) => letters !== undefined && /[yu]/.test(letters))
    ? undefined
    : 'the pattern has no year (yyyy)';
}

/** The pattern of Excel's serial numbers. */
const excel = 'excel';

/** Dates that show whether two patterns read one text differently. */
const samples = ['2003-04-05', '2001-02-03', '2012-11-10', '2010-10-12', '1999-12-31', '2004-05-06'];

/** Describes two patterns that read one text as different dates; `undefined` when none do. */
export function findAmbiguousPatterns(patterns: readonly string[]): string | undefined {
  for (const [index, one] of patterns.entries())
    for (const other of patterns.slice(index + 1)) {
      if (canDiffer(one, other) || canDiffer(other, one))
        return `${one} and ${other} read the same text as different dates: keep the one that the file means`;
    }
  return undefined;
}

function canDiffer(one: string, other: string): boolean {
  if (one === excel || checkDatePattern(one) !== undefined || checkDatePattern(other) !== undefined) return false;
  const [readOne, readOther] = [createDateTimeParser(one), createDateTimeParser(other)];
  return samples.some((sample) => {
    const text = DateTime.fromISO(`${sample}T07:08:09`, { zone: 'utc' }).toFormat(toLuxon(one), { locale: 'en-US' });
    const [first, second] = [readOne(text), readOther(text)];
    return first !== undefined && second !== undefined && first.slice(0, 10) !== second.slice(0, 10);
  });
}

export const isLocale = (tag: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
};

export const isTimeZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);

export interface DateTimeOptions {
  /** A Unicode date pattern or `excel`; of a list, the first that fits is used. */
  format?: string | readonly string[] | undefined;
  timeZone?: string | undefined;
  /** Of the names of months. */
  locale?: string | undefined;
}

/**
 * Creates a parser for date patterns and an IANA time zone. An offset in the text takes precedence
 * over the zone. A two-digit year is the nearest that is at most 20 years ahead.
 */
export function createDateTimesParser({ format, timeZone, locale }: DateTimeOptions): ParseDateTime {
  Settings.twoDigitCutoffYear = (new Date().getFullYear() + 20) % 100;
  const patterns = format === undefined ? ['yyyy-MM-dd'] : typeof format === 'string' ? [format] : format;
  const parsers = patterns.map((pattern) => createDateTimeParser(pattern, timeZone, locale));
  if (parsers.length === 1 && parsers[0] !== undefined) return parsers[0];
  return (text) => {
    for (const parse of parsers) {
      const date = parse(text);
      if (date !== undefined) return date;
    }
    return undefined;
  };
}

const toLuxon = (pattern: string): string =>
  splitPattern(pattern)
    .map(({ letters, literal }) => (letters === undefined ? `'${replaceQuotes(literal)}'` : tokens[letters]))
    .join('');

/** Creates a parser for one pattern. */
export function createDateTimeParser(pattern = 'yyyy-MM-dd', timeZone = 'UTC', locale = 'en-US'): ParseDateTime {
  const wallTime = (wall: number): string => toIso(DateTime.fromMillis(toInstant(wall, zone), { zone }));
  const zone = IANAZone.create(timeZone);
  if (pattern === excel)
    return (text) => {
      const wall = parseExcelDate(text);
      return wall === undefined ? undefined : wallTime(wall);
    };
  const parser = DateTime.buildFormatParser(toLuxon(pattern), { locale });
  const offset = splitPattern(pattern).find(({ letters }) => letters !== undefined && /[XxZ]/.test(letters))?.letters;
  return (given) => {
    const text = replaceQuotes(given);
    if (offset !== undefined) {
      const signed = offset.startsWith('X') ? text.replace(/Z$/, offset === 'XXX' ? '+00:00' : '+0000') : text;
      const parsed = DateTime.fromFormatParser(signed, parser, { locale, setZone: true });
      return parsed.isValid ? toIso(parsed) : undefined;
    }
    const wall = DateTime.fromFormatParser(text, parser, { locale, zone: 'utc' });
    return wall.isValid ? wallTime(wall.toMillis()) : undefined;
  };
}

const toIso = (time: DateTime): string =>
  time.toFormat(time.millisecond === 0 ? "yyyy-MM-dd'T'HH:mm:ssZZ" : "yyyy-MM-dd'T'HH:mm:ss.SSSZZ");

const day = 86_400_000;
const minute = 60_000;

/**
 * Converts a wall-clock time to an instant: the earlier of two, or the first instant after the gap
 * for a time that does not exist.
 */
function toInstant(wall: number, zone: IANAZone): number {
  const [before, after] = [zone.offset(wall - day), zone.offset(wall + day)];
  const found = [before, after]
    .map((offset) => wall - offset * minute)
    .filter((time) => time + zone.offset(time) * minute === wall);
  if (found.length > 0) return Math.min(...found);
  let [low, high] = [wall - after * minute, wall - before * minute];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

interface Part {
  letters?: string;
  literal: string;
}

/**
 * Splits a pattern into letters and literal text. ASCII letters are fields unless they are quoted;
 * two quotes are a quote (UTS 35 §8.1).
 */
function splitPattern(pattern: string): Part[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map(([text, quotedText, letter]) => {
    if (letter !== undefined) return { letters: text, literal: '' };
    if (quotedText === undefined) return { literal: text };
    return { literal: quotedText === '' ? "'" : quotedText.replaceAll("''", "'") };
  });
}

/**
 * Replaces quotes in the pattern and in the text by another character, because a pattern of Luxon
 * cannot contain a quote.
 */
const replaceQuotes = (text: string): string => text.replaceAll("'", '\u2019');

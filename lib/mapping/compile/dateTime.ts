import { DateTime, IANAZone } from 'luxon';

/** Unicode date pattern letters (UTS 35 §8) and Luxon's letters for the same fields. */
const tokens: Readonly<Record<string, string>> = {
  y: 'y',
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
  const unknown = splitPattern(pattern).find(({ letters }) => letters !== undefined && tokens[letters] === undefined);
  if (unknown !== undefined)
    return `${unknown.letters} is not a letter of a date pattern that can be read (yyyy-MM-dd, dd.MM.yyyy HH:mm, …)`;
  return splitPattern(pattern).some(({ letters }) => letters !== undefined && /[yu]/.test(letters))
    ? undefined
    : 'the pattern has no year (yyyy)';
}

export const isTimeZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);

/**
 * Creates a parser for one Unicode date pattern and IANA time zone. An offset in the text takes
 * precedence over the zone.
 */
export function createDateTimeParser(pattern = 'yyyy-MM-dd', timeZone = 'UTC'): ParseDateTime {
  const format = splitPattern(pattern)
    .map(({ letters, literal }) => (letters === undefined ? `'${replaceQuotes(literal)}'` : tokens[letters]))
    .join('');
  const parser = DateTime.buildFormatParser(format, { locale: 'en-US' });
  const zone = IANAZone.create(timeZone);
  const offset = splitPattern(pattern).find(({ letters }) => letters !== undefined && /[XxZ]/.test(letters))?.letters;
  return (given) => {
    const text = replaceQuotes(given);
    if (offset !== undefined) {
      const signed = offset.startsWith('X') ? text.replace(/Z$/, offset === 'XXX' ? '+00:00' : '+0000') : text;
      const parsed = DateTime.fromFormatParser(signed, parser, { locale: 'en-US', setZone: true });
      return parsed.isValid ? toIso(parsed) : undefined;
    }
    const wall = DateTime.fromFormatParser(text, parser, { locale: 'en-US', zone: 'utc' });
    return wall.isValid ? toIso(DateTime.fromMillis(toInstant(wall.toMillis(), zone), { zone })) : undefined;
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

import { DateTime, IANAZone } from 'luxon';

/** Unicode date pattern letters (UTS 35 §8) and the same in Luxon's spelling. */
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

/** Reads text of one pattern in one zone as ISO 8601 with offset; `undefined` when the text is no such date. */
export type ReadDateTime = (text: string) => string | undefined;

/** What is wrong with a Unicode date pattern; `undefined` when it can be read. */
export function patternProblem(pattern: string): string | undefined {
  const unknown = parts(pattern).find(({ letters }) => letters !== undefined && tokens[letters] === undefined);
  if (unknown !== undefined)
    return `${unknown.letters} is not a letter of a date pattern that can be read (yyyy-MM-dd, dd.MM.yyyy HH:mm, …)`;
  return parts(pattern).some(({ letters }) => letters !== undefined && /[yu]/.test(letters))
    ? undefined
    : 'the pattern has no year (yyyy)';
}

export const isTimeZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);

/** A reader for one Unicode date pattern and IANA zone; an offset in the text itself comes before the zone. */
export function dateTimeReader(pattern = 'yyyy-MM-dd', timeZone = 'UTC'): ReadDateTime {
  const format = parts(pattern)
    .map(({ letters, literal }) => (letters === undefined ? `'${withoutQuotes(literal)}'` : tokens[letters]))
    .join('');
  const parser = DateTime.buildFormatParser(format, { locale: 'en-US' });
  const zone = IANAZone.create(timeZone);
  const offset = parts(pattern).find(({ letters }) => letters !== undefined && /[XxZ]/.test(letters))?.letters;
  return (given) => {
    const text = withoutQuotes(given);
    if (offset !== undefined) {
      const signed = offset.startsWith('X') ? text.replace(/Z$/, offset === 'XXX' ? '+00:00' : '+0000') : text;
      const parsed = DateTime.fromFormatParser(signed, parser, { locale: 'en-US', setZone: true });
      return parsed.isValid ? iso(parsed) : undefined;
    }
    const wall = DateTime.fromFormatParser(text, parser, { locale: 'en-US', zone: 'utc' });
    return wall.isValid ? iso(DateTime.fromMillis(instantOf(wall.toMillis(), zone), { zone })) : undefined;
  };
}

const iso = (time: DateTime): string =>
  time.toFormat(time.millisecond === 0 ? "yyyy-MM-dd'T'HH:mm:ssZZ" : "yyyy-MM-dd'T'HH:mm:ss.SSSZZ");

const day = 86_400_000;
const minute = 60_000;

/** The instant of a wall-clock time: the earlier of two, and for one that does not exist the first moment after the gap. */
function instantOf(wall: number, zone: IANAZone): number {
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

/** A pattern's letters and literal text: ASCII letters are fields unless quoted, two quotes are one (UTS 35 §8.1). */
function parts(pattern: string): Part[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map(([text, quotedText, letter]) => {
    if (letter !== undefined) return { letters: text, literal: '' };
    if (quotedText === undefined) return { literal: text };
    return { literal: quotedText === '' ? "'" : quotedText.replaceAll("''", "'") };
  });
}

/** Luxon's patterns cannot hold a quotation mark, so another character stands for it, in the pattern and in the text. */
const withoutQuotes = (text: string): string => text.replaceAll("'", '\u2019');

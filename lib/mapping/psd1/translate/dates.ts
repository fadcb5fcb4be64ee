import { refuse } from '../syntax/refusal';
import { binary, type Cel, call, constant, whole } from './cel';
import { asText, toCel } from './convert';
import { isLiteral, knownText } from './known';
import { boolean, date, each, now, text, type Value, type ValueOf } from './value';

/** `[datetime]text`: ISO 8601, or month/day/year, as PowerShell reads it in every culture; or by a format. */
export const parseDate = (value: Value, ...format: readonly Cel[]): Value =>
  each(asText(value), (plain) => date(call(toCel(plain), 'toDate', ...format)));

export const parseDateExact = (value: Value, format: Value): Value =>
  parseDate(value, checkedFormat(knownText(format) ?? refuse('the format of ParseExact() must be known')));

/** Date patterns whose letters mean the same in every culture. */
const known = /^(?:yyyy|MM|dd|HH|mm|ss|'[^']*'|[-/:. TZ])*$/;

function checkedFormat(format: string): Cel {
  if (known.test(format)) return constant(format);
  return refuse(`the date pattern ${format} cannot be translated: yyyy, MM, dd, HH, mm, ss and 'text' can`);
}

/** `.ToString('yyyy-MM-dd')`; `o` is the round-trip form of .NET. */
export function formatDate({ cel }: ValueOf<'date'>, format: string): Value {
  if (format.toLowerCase() === 'o') return text(binary(cel, '+', constant('.0000000')));
  return text(format === 's' ? cel : call(cel, 'formatDate', checkedFormat(format)));
}

const today = whole('today');

/** `Get-Date`, with a date or without, and `-Format`. */
export function evaluateGetDate(parameters: ReadonlyMap<string, Value>): Value {
  for (const name of parameters.keys())
    if (name !== '-format' && name !== '-date') refuse(`Get-Date ${name} cannot be translated`);
  const given = parameters.get('-date');
  const format = parameters.get('-format');
  const value = given === undefined ? now(false) : parseDate(given);
  if (format === undefined) return value;
  const pattern = knownText(format) ?? refuse('the format of Get-Date must be known');
  if (value.kind !== 'now') return each(value, (plain) => (plain.kind === 'date' ? formatDate(plain, pattern) : plain));
  if (pattern === 'yyyy-MM-dd') return text(today);
  return refuse('of the present moment, only yyyy-MM-dd can be written');
}

export type Sign = '>' | '>=' | '<' | '<=' | '==';

const turned = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '==': '==' } as const;

/** Compares dates. */
export const compareDates = (sign: Sign, left: Value, right: Value): Value =>
  each(left, (one) =>
    each(right, (other) => {
      if (one.kind === 'now' && other.kind === 'now') refuse('two moments cannot be compared');
      if (one.kind === 'now') return compareWithNow(turned[sign], other, one);
      if (other.kind === 'now') return compareWithNow(sign, one, other);
      return boolean(binary(asDate(one), sign, asDate(other)));
    }),
  );

/** The present moment counts as its day, which begins before it: a date is at midnight. */
function compareWithNow(sign: Sign, value: Value, { days, isMidnight }: ValueOf<'now'>): Value {
  const dayOfValue = call(asDate(value), 'dayOf');
  const limit = days === 0 ? today : call(today, 'addDays', constant(days));
  if (isMidnight) return boolean(binary(dayOfValue, sign, limit));
  if (sign === '==') refuse('a date never equals the present moment');
  return boolean(binary(dayOfValue, sign.startsWith('>') ? '>' : '<=', limit));
}

function asDate(value: Value): Cel {
  if (value.kind === 'date') return value.cel;
  if (isLiteral(value) && typeof value.value !== 'string') return constant(null);
  return toCel(parseDate(value));
}

import { refuse } from '../syntax/refusal';
import { binary, type Cel, call, constant, level } from './cel';
import { asText, each, isLiteral, literal, literalOf, text, toCel, type Value } from './value';

/** Midnight of the present day. */
export const today: Value = { kind: 'now', days: 0, isMidnight: true };

/** `[datetime]text`: ISO 8601, or month/day/year, as PowerShell reads it in every culture. */
export const parseDate = (value: Value): Value =>
  each(asText(value), (plain) => ({ kind: 'date', cel: call(toCel(plain), 'toDate') }));

export function parseDateExact(value: Value, format: string | undefined): Value {
  if (format === undefined) refuse('the format of ParseExact() must be known');
  checkFormat(format);
  return each(asText(value), (plain) => ({
    kind: 'date',
    cel: call(toCel(plain), 'toDate', constant(format)),
  }));
}

/** Date patterns whose letters mean the same in every culture. */
const known = /^(?:yyyy|MM|dd|HH|mm|ss|'[^']*'|[-/:. TZ])*$/;

function checkFormat(format: string): void {
  if (!known.test(format))
    refuse(`the date pattern ${format} cannot be translated: yyyy, MM, dd, HH, mm, ss and 'text' can`);
}

/** `.ToString('yyyy-MM-dd')`; `o` is the round-trip form of .NET. */
export function formatDate({ cel }: Extract<Value, { kind: 'date' }>, format: string): Value {
  if (format.toLowerCase() === 'o') return text(binary(cel, '+', constant('.0000000'), level.sum));
  if (format === 's') return text(cel);
  checkFormat(format);
  return text(call(cel, 'formatDate', constant(format)));
}

/** `Get-Date`, with a date or without, and `-Format`. */
export function evaluateGetDate(parameters: ReadonlyMap<string, Value>, given: readonly Value[]): Value {
  for (const name of parameters.keys())
    if (name !== '-format' && name !== '-date') refuse(`Get-Date ${name} cannot be translated`);
  const date = parameters.get('-date') ?? given[0];
  const format = parameters.get('-format');
  const value: Value = date === undefined ? { kind: 'now', days: 0, isMidnight: false } : parseDate(date);
  if (format === undefined) return value;
  const pattern = literalOf(format);
  if (pattern === undefined) refuse('the format of Get-Date must be known');
  if (value.kind === 'now') {
    if (pattern === 'yyyy-MM-dd') return text({ text: 'today', level: level.member });
    refuse('of the present moment, only yyyy-MM-dd can be written');
  }
  return each(value, (plain) => (plain.kind === 'date' ? formatDate(plain, pattern) : plain));
}

export function addDays(value: Extract<Value, { kind: 'now' }>, days: Value): Value {
  if (!isLiteral(days) || typeof days.value !== 'number') refuse('AddDays() takes a number that is known');
  return { ...value, days: value.days + days.value };
}

const signs: Readonly<Record<string, string>> = { '-gt': '>', '-ge': '>=', '-lt': '<', '-le': '<=', '-eq': '==' };

/**
 * Compares dates. The present moment counts as its day: a date is at midnight, which is before the
 * moment on the same day.
 */
export function compareDates(operator: string, left: Value, right: Value): Value {
  return each(left, (one) =>
    each(right, (other) => {
      if (one.kind === 'now' && other.kind === 'now') refuse('two moments cannot be compared');
      if (one.kind === 'now') return compareWithNow(turned[operator] ?? operator, asDate(other), one);
      if (other.kind === 'now') return compareWithNow(operator, asDate(one), other);
      const [a, b] = [asDate(one), asDate(other)];
      return { kind: 'boolean', cel: binary(a, signs[operator] ?? '==', b, level.relation) };
    }),
  );
}

const turned: Readonly<Record<string, string>> = { '-gt': '-lt', '-ge': '-le', '-lt': '-gt', '-le': '-ge' };

function compareWithNow(operator: string, date: Cel, { days, isMidnight }: Extract<Value, { kind: 'now' }>): Value {
  const day: Cel = { text: 'today', level: level.member };
  const limit = days === 0 ? day : call(day, 'addDays', constant(days));
  if (!isMidnight && operator === '-eq') refuse('a date never equals the present moment');
  // midnight is before any later moment of the same day
  const sign = isMidnight ? signs[operator] : operator === '-gt' || operator === '-ge' ? '>' : '<=';
  return { kind: 'boolean', cel: binary(call(date, 'dayOf'), sign ?? '==', limit, level.relation) };
}

function asDate(value: Value): Cel {
  if (value.kind === 'date') return value.cel;
  if (isLiteral(value) && typeof value.value !== 'string') return toCel(literal(null));
  return call(toCel(asText(value)), 'toDate');
}

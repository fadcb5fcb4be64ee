import { type CelFunc, CelScalar, celFunc, celList, celMethod, listType } from '@bufbuild/cel';
import { DateTime } from 'luxon';
import { RE2JS } from 're2js';

/*
 * Functions with which import-mapping writes what a script block of PowerShell does, exactly: texts
 * count in UTF-16 units, letters change their case one by one, and white space is .NET's.
 */

const { STRING, INT, BOOL, DYN } = CelScalar;

/** A letter whose other case is several stays, as in .NET, and so does the dotless i. */
const changeCase = (text: string, change: (letter: string) => string): string =>
  Array.from(text, (letter) => {
    const changed = change(letter);
    return changed.length === letter.length && letter !== 'ı' ? changed : letter;
  }).join('');

/** Char.IsWhiteSpace of .NET. */
const space = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

function trimUnits(text: string, characters: string, side: string): string {
  const set = characters === '' ? space : characters.replace(/[\\\]^-]/g, '\\$&');
  const start = side === 'end' ? text : text.replace(new RegExp(`^[${set}]+`), '');
  return side === 'start' ? start : start.replace(new RegExp(`[${set}]+$`), '');
}

function unitSubstring(text: string, start: bigint, length = BigInt(text.length) - start): string {
  if (start < 0n || length < 0n || start + length > BigInt(text.length)) throw new RangeError('out of range');
  const part = text.slice(Number(start), Number(start + length));
  if (/\p{Surrogate}/u.test(part)) throw new RangeError('half a character');
  return part;
}

const longestPadding = 1000n;

function padding(text: string, length: bigint, filling: string): string {
  if (length < 0n || length > longestPadding) throw new RangeError('a length up to 1000');
  return filling.repeat(Math.max(0, Number(length) - text.length));
}

/** A whole number as PowerShell reads it from a text; an empty text is 0. */
function toInt(text: string): bigint {
  const trimmed = trimUnits(text, '', 'both');
  if (trimmed === '') return 0n;
  if (!/^[+-]?\d{1,9}$/.test(trimmed)) throw new RangeError('not a whole number');
  return BigInt(trimmed.replace(/^\+/, ''));
}

const matcherOf = (pattern: string, text: string) => RE2JS.compile(pattern).matcher(text);

/**
 * .NET matches UTF-16 units and RE2 whole characters. They differ where a match holds a character
 * of two units, or where an empty match may come between the two.
 */
function checkUnits(text: string, found: string | null): void {
  const isSame = !/[\ud800-\udfff]/.test(found === null || found === '' ? text : found);
  if (!isSame) throw new RangeError('a character of two UTF-16 units');
}

/** `'text` is a text, `$1` a group, `$0` all that was found. */
function regexReplace(text: string, pattern: string, parts: readonly unknown[], hasEnd: boolean): string {
  if (hasEnd && text.endsWith('\n')) throw new RangeError('$ before a line break at the end');
  const matcher = matcherOf(pattern, text);
  let [result, from] = ['', 0];
  while (matcher.find()) {
    checkUnits(text, matcher.group());
    result += text.slice(from, matcher.start());
    for (const part of parts as string[])
      result += part.startsWith("'") ? part.slice(1) : (matcher.group(Number(part.slice(1))) ?? '');
    from = matcher.end();
  }
  return result + text.slice(from);
}

function regexSplit(text: string, pattern: string): string[] {
  const matcher = matcherOf(pattern, text);
  const parts: string[] = [];
  let from = 0;
  while (matcher.find()) {
    checkUnits(text, matcher.group());
    if (parts.length > 1000) throw new RangeError('too many parts');
    parts.push(text.slice(from, matcher.start()));
    from = matcher.end();
  }
  return [...parts, text.slice(from)];
}

/** Texts of digits, or two dates `yyyy-MM-dd`, are in the same order in every culture. */
function compareDigits(one: string, other: string): bigint {
  const date = /^\d{4}-\d\d-\d\d$/;
  if (!(/^\d*$/.test(one) && /^\d*$/.test(other)) && !(date.test(one) && date.test(other)))
    throw new RangeError("the order of these texts depends on the machine's culture");
  return one < other ? -1n : one > other ? 1n : 0n;
}

const dateForms = [
  "yyyy-MM-dd'T'HH:mm:ss",
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd',
  'M/d/yyyy',
  'M/d/yyyy HH:mm:ss',
  'yyyy/M/d',
];
const isoForm = "yyyy-MM-dd'T'HH:mm:ss";

function toDate(text: string, forms: readonly string[]): string {
  for (const form of forms) {
    const date = DateTime.fromFormat(text.trim(), form, { zone: 'UTC', locale: 'en' });
    if (date.isValid) return date.toFormat(isoForm);
  }
  throw new RangeError('not a date');
}

const dateOf = (text: string): DateTime => DateTime.fromISO(text, { zone: 'UTC' });

/**
 * .NET's pattern as luxon's: letters that luxon knows and .NET writes as they are stand in
 * quotation marks.
 */
const toForm = (pattern: string): string =>
  pattern.replace(/'[^']*'|[TZ]/g, (text) => (text.length === 1 ? `'${text}'` : text));

const method = celMethod;

export const unitFunctions: CelFunc[] = [
  celFunc('fail', [STRING], DYN, (reason) => {
    throw new RangeError(reason);
  }),
  method('simpleLower', STRING, [], STRING, function () {
    return changeCase(this, (letter) => letter.toLowerCase());
  }),
  method('simpleUpper', STRING, [], STRING, function () {
    return changeCase(this, (letter) => letter.toUpperCase());
  }),
  method('normalizeText', STRING, [STRING], STRING, function (form) {
    return this.normalize(form);
  }),
  method('trimUnits', STRING, [STRING, STRING], STRING, function (characters, side) {
    return trimUnits(String(this), characters, side);
  }),
  method('unitLength', STRING, [], INT, function () {
    return BigInt(this.length);
  }),
  method('unitSubstring', STRING, [INT], STRING, function (start) {
    return unitSubstring(String(this), start);
  }),
  method('unitSubstring', STRING, [INT, INT], STRING, function (start, length) {
    return unitSubstring(String(this), start, length);
  }),
  method('unitIndexOf', STRING, [STRING], INT, function (part) {
    return BigInt(this.indexOf(part));
  }),
  method('unitPadLeft', STRING, [INT, STRING], STRING, function (length, filling) {
    return padding(String(this), length, filling) + this;
  }),
  method('unitPadRight', STRING, [INT, STRING], STRING, function (length, filling) {
    return this + padding(String(this), length, filling);
  }),
  method('splitSpace', STRING, [], listType(STRING), function () {
    return celList(trimUnits(String(this), '', 'both').split(new RegExp(`[${space}]+`)));
  }),
  method('regexReplace', STRING, [STRING, listType(STRING), BOOL], STRING, function (pattern, parts, hasEnd) {
    return regexReplace(String(this), pattern, [...parts], hasEnd);
  }),
  method('regexSplit', STRING, [STRING], listType(STRING), function (pattern) {
    return celList(regexSplit(String(this), pattern));
  }),
  method('regexGroup', STRING, [STRING, INT], STRING, function (pattern, group) {
    const matcher = matcherOf(pattern, String(this));
    if (!matcher.find()) return '';
    checkUnits(String(this), matcher.group());
    return matcher.group(Number(group)) ?? '';
  }),
  method('matchesUnits', STRING, [STRING], BOOL, function (pattern) {
    checkUnits(String(this), null);
    return matcherOf(pattern, String(this)).find();
  }),
  method('toInt', STRING, [], INT, function () {
    return toInt(String(this));
  }),
  method('padNumber', INT, [INT], STRING, function (length) {
    const number = BigInt(this as unknown as bigint);
    const digits = (number < 0n ? -number : number).toString();
    return (number < 0n ? '-' : '') + padding(digits, length, '0') + digits;
  }),
  method('equalsNumber', STRING, [INT], BOOL, function (number) {
    const text = trimUnits(String(this), '', 'both');
    if (text !== '' && !/^[+-]?\d{1,9}$/.test(text) && /^[+-]?[\d.,x]/i.test(text))
      throw new RangeError('a number that is not whole');
    return text === '' ? number === 0n : /^[+-]?\d{1,9}$/.test(text) && toInt(text) === number;
  }),
  method('toBool', STRING, [], BOOL, function () {
    const text = trimUnits(String(this), '', 'both').toLowerCase();
    if (text !== 'true' && text !== 'false') throw new RangeError('neither True nor False');
    return text === 'true';
  }),
  method('compareDigits', STRING, [STRING], INT, function (other) {
    return compareDigits(String(this), other);
  }),
  method('toDate', STRING, [], STRING, function () {
    return toDate(String(this), dateForms);
  }),
  method('toDate', STRING, [STRING], STRING, function (pattern) {
    return toDate(String(this), [toForm(pattern)]);
  }),
  method('formatDate', STRING, [STRING], STRING, function (pattern) {
    return dateOf(String(this)).toFormat(toForm(pattern), { locale: 'en' });
  }),
  method('addDaysToDate', STRING, [INT], STRING, function (days) {
    const date = dateOf(String(this));
    return (days === 0n ? date.startOf('day') : date.plus({ days: Number(days) })).toFormat(isoForm);
  }),
  method('addDays', STRING, [INT], STRING, function (days) {
    return dateOf(String(this))
      .plus({ days: Number(days) })
      .toFormat('yyyy-MM-dd');
  }),
  method('dayOf', STRING, [], STRING, function () {
    return this.slice(0, 10);
  }),
];

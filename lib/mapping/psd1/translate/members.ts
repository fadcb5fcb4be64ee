import { refuse } from '../syntax/refusal';
import { binary, call, constant, level } from './cel';
import { addDays, formatDate } from './dates';
import {
  asText,
  boolean,
  each,
  integer,
  isLiteral,
  literal,
  literalOf,
  text,
  textCel,
  toCel,
  type Value,
} from './value';

/** What stands in the parentheses of a call; `undefined` for a property. */
type Given = readonly Value[] | undefined;

/** A property or a call of a method. */
export function evaluateMember(value: Value, name: string, given: Given): Value {
  const lower = name.toLowerCase();
  if (value.kind === 'list' || value.kind === 'texts') return memberOfList(value, lower, given);
  return each(value, (plain) => {
    if (plain.kind === 'date') return memberOfDate(plain, lower, given);
    if (plain.kind === 'now') return memberOfNow(plain, lower, given);
    if (isLiteral(plain) && plain.value === null) refuse(`.${name} of $null fails`);
    if (plain.kind === 'integer' && lower === 'tostring') return formatNumber(plain, given ?? []);
    const isText = plain.kind === 'text' || literalOf(plain) !== undefined;
    if (!isText && lower !== 'tostring') refuseMember(name);
    const method = given === undefined ? properties[lower] : methods[lower];
    if (method === undefined) refuseMember(name);
    return method(asText(plain), given ?? []);
  });
}

function refuseMember(name: string): never {
  refuse(`.${name} cannot be translated: no such member of this value is known here`);
}

type Method = (target: Value, given: readonly Value[]) => Value;

const properties: Readonly<Record<string, Method>> = {
  length: (target, _) => integer(call(toCel(target), 'unitLength')),
};

const one =
  (name: string): Method =>
  (target, given) => {
    if (given.length > 0) refuse(`.${name}() takes nothing here`);
    return text(call(toCel(target), name));
  };

/** A whole number, or its text. */
function numberOf(value: Value | undefined): ReturnType<typeof toCel> {
  if (value === undefined) refuse('a number is missing');
  if (value.kind === 'integer') return value.cel;
  if (isLiteral(value) && typeof value.value === 'number') return constant(value.value);
  refuse('a whole number is needed here');
}

const trim =
  (side: 'both' | 'start' | 'end'): Method =>
  (target, given) => {
    const characters = given.map((value) => literalOf(asText(value)));
    if (characters.some((text) => text === undefined)) refuse('the characters to trim must be known');
    if (given.some((value) => value.kind === 'list')) refuse('write the characters to trim as one text');
    return text(call(toCel(target), 'trimUnits', constant(characters.join('')), constant(side)));
  };

const pad =
  (name: 'unitPadLeft' | 'unitPadRight'): Method =>
  (target, [width, filling = literal(' ')]) => {
    if (literalOf(filling)?.length !== 1) refuse('a text is filled with one character');
    return text(call(toCel(target), name, numberOf(width), toCel(filling)));
  };

/** Comparisons that count each character: a second argument would change that. */
const compares =
  (name: 'startsWith' | 'endsWith' | 'contains'): Method =>
  (target, [part, ...others]) => {
    if (part === undefined || others.length > 0) refuse(`.${name}() takes one text here`);
    return boolean(call(toCel(target), name, textCel(part)));
  };

const methods: Readonly<Record<string, Method>> = {
  tolower: one('simpleLower'),
  tolowerinvariant: one('simpleLower'),
  toupper: one('simpleUpper'),
  toupperinvariant: one('simpleUpper'),
  tostring: (target, given) => {
    if (given.length > 0) refuse('ToString() of a text takes nothing');
    return target;
  },
  trim: trim('both'),
  trimstart: trim('start'),
  trimend: trim('end'),
  padleft: pad('unitPadLeft'),
  padright: pad('unitPadRight'),
  startswith: compares('startsWith'),
  endswith: compares('endsWith'),
  contains: compares('contains'),
  equals: (target, [other, ...more]) => {
    if (other === undefined || more.length > 0) refuse('.Equals() takes one text here');
    return boolean(binary(toCel(target), '==', textCel(other), level.relation));
  },
  replace: (target, [old, replacement]) => {
    const known = old && literalOf(asText(old));
    if (known === undefined || known === '' || replacement === undefined)
      refuse('.Replace() takes a text that is known and not empty, and another');
    return text(call(toCel(target), 'replace', constant(known), textCel(replacement)));
  },
  substring: (target, [start, length]) =>
    text(
      call(toCel(target), 'unitSubstring', ...[numberOf(start), ...(length === undefined ? [] : [numberOf(length)])]),
    ),
  split: (target, [separator, ...others]) => {
    if (separator === undefined) refuse('.Split() takes the text that separates');
    const known = literalOf(asText(separator));
    if (known === undefined || known === '' || others.length > 0)
      refuse('.Split() takes one text that is known and not empty');
    return { kind: 'texts', cel: call(toCel(target), 'split', constant(known)) };
  },
  indexof: (target, [part, ...others]) => {
    if (part === undefined || others.length > 0) refuse('.IndexOf() takes one text here');
    return integer(call(toCel(target), 'unitIndexOf', textCel(part)));
  },
  normalize: (target, [form = literal('FormC')]) => {
    const name = { formc: 'NFC', formd: 'NFD', formkc: 'NFKC', formkd: 'NFKD' }[literalOf(form)?.toLowerCase() ?? ''];
    if (name === undefined) refuse("Normalize() takes 'FormC', 'FormD', 'FormKC' or 'FormKD'");
    return text(call(toCel(target), 'normalizeText', constant(name)));
  },
};

function memberOfList(value: Extract<Value, { kind: 'list' | 'texts' }>, name: string, given: Given): Value {
  if (given !== undefined || !['length', 'count'].includes(name)) refuseMember(name);
  return value.kind === 'list' ? literal(value.items.length) : integer(call(value.cel, 'size'));
}

/** A number with zeros before it, `D6` or `000000`. */
function formatNumber(value: Extract<Value, { kind: 'integer' }>, [format]: readonly Value[]): Value {
  if (format === undefined) return asText(value);
  const pattern = literalOf(format) ?? '';
  const zeros =
    /^[dD](\d{1,2})$/.exec(pattern)?.[1] ?? (/^0{1,20}$/.test(pattern) ? String(pattern.length) : undefined);
  if (zeros === undefined) refuse(`the format ${pattern} cannot be translated`);
  return text(call(value.cel, 'padNumber', constant(Number(zeros))));
}

function memberOfDate(value: Extract<Value, { kind: 'date' }>, name: string, given: Given): Value {
  const [first] = given ?? [];
  if (given !== undefined && name === 'tostring' && first !== undefined)
    return formatDate(value, literalOf(first) ?? '');
  if (given !== undefined && name === 'adddays' && first !== undefined)
    return { kind: 'date', cel: call(value.cel, 'addDaysToDate', numberOf(first)) };
  if (given === undefined && name === 'date')
    return { kind: 'date', cel: call(value.cel, 'addDaysToDate', constant(0)) };
  const pattern = { year: 'yyyy', month: 'MM', day: 'dd' }[name];
  if (given === undefined && pattern !== undefined) return integer(call(toCel(formatDate(value, pattern)), 'toInt'));
  refuseMember(name);
}

function memberOfNow(value: Extract<Value, { kind: 'now' }>, name: string, given: Given): Value {
  if (given === undefined && name === 'date') return { ...value, isMidnight: true };
  if (name === 'adddays' && given?.[0] !== undefined) return addDays(value, given[0]);
  refuseMember(name);
}

import { Refusal } from '../syntax/refusal';
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

export interface Call {
  /** `undefined` for a property. */
  arguments: readonly Value[] | undefined;
  line: number;
}

/** A property or a call of a method. */
export function evaluateMember(value: Value, name: string, { arguments: given, line }: Call): Value {
  const lower = name.toLowerCase();
  if (value.kind === 'list' || value.kind === 'texts') return memberOfList(value, lower, { arguments: given, line });
  return each(value, (plain) => {
    if (plain.kind === 'date') return memberOfDate(plain, lower, { arguments: given, line });
    if (plain.kind === 'now') return memberOfNow(plain, lower, { arguments: given, line });
    if (isLiteral(plain) && plain.value === null) throw new Refusal(line, `.${name} of $null fails`);
    if (plain.kind === 'integer' && lower === 'tostring') return formatNumber(plain, given ?? [], line);
    const isText = plain.kind === 'text' || literalOf(plain) !== undefined;
    if (!isText && lower !== 'tostring') throw refusal(name, line);
    const method = given === undefined ? properties[lower] : methods[lower];
    if (method === undefined) throw refusal(name, line);
    return method(asText(plain, line), given ?? [], line);
  });
}

const refusal = (name: string, line: number): Refusal =>
  new Refusal(line, `.${name} cannot be translated: no such member of this value is known here`);

type Method = (target: Value, given: readonly Value[], line: number) => Value;

const properties: Readonly<Record<string, Method>> = {
  length: (target, _, line) => integer(call(toCel(target, line), 'unitLength')),
};

const one =
  (name: string): Method =>
  (target, given, line) => {
    if (given.length > 0) throw new Refusal(line, `.${name}() takes nothing here`);
    return text(call(toCel(target, line), name));
  };

/** A whole number, or its text. */
function numberOf(value: Value | undefined, line: number): ReturnType<typeof toCel> {
  if (value === undefined) throw new Refusal(line, 'a number is missing');
  if (value.kind === 'integer') return value.cel;
  if (isLiteral(value) && typeof value.value === 'number') return constant(value.value);
  throw new Refusal(line, 'a whole number is needed here');
}

const trim =
  (side: 'both' | 'start' | 'end'): Method =>
  (target, given, line) => {
    const characters = given.map((value) => literalOf(asText(value, line)));
    if (characters.some((text) => text === undefined)) throw new Refusal(line, 'the characters to trim must be known');
    if (given.some((value) => value.kind === 'list'))
      throw new Refusal(line, 'write the characters to trim as one text');
    return text(call(toCel(target, line), 'trimUnits', constant(characters.join('')), constant(side)));
  };

const pad =
  (name: 'unitPadLeft' | 'unitPadRight'): Method =>
  (target, [width, filling = literal(' ')], line) => {
    if (literalOf(filling)?.length !== 1) throw new Refusal(line, 'a text is filled with one character');
    return text(call(toCel(target, line), name, numberOf(width, line), toCel(filling, line)));
  };

/** Comparisons that count each character: a second argument would change that. */
const compares =
  (name: 'startsWith' | 'endsWith' | 'contains'): Method =>
  (target, [part, ...others], line) => {
    if (part === undefined || others.length > 0) throw new Refusal(line, `.${name}() takes one text here`);
    return boolean(call(toCel(target, line), name, textCel(part, line)));
  };

const methods: Readonly<Record<string, Method>> = {
  tolower: one('simpleLower'),
  tolowerinvariant: one('simpleLower'),
  toupper: one('simpleUpper'),
  toupperinvariant: one('simpleUpper'),
  tostring: (target, given, line) => {
    if (given.length > 0) throw new Refusal(line, 'ToString() of a text takes nothing');
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
  equals: (target, [other, ...more], line) => {
    if (other === undefined || more.length > 0) throw new Refusal(line, '.Equals() takes one text here');
    return boolean(binary(toCel(target, line), '==', textCel(other, line), level.relation));
  },
  replace: (target, [old, replacement], line) => {
    const known = old && literalOf(asText(old, line));
    if (known === undefined || known === '' || replacement === undefined)
      throw new Refusal(line, '.Replace() takes a text that is known and not empty, and another');
    return text(call(toCel(target, line), 'replace', constant(known), textCel(replacement, line)));
  },
  substring: (target, [start, length], line) =>
    text(
      call(
        toCel(target, line),
        'unitSubstring',
        ...[numberOf(start, line), ...(length === undefined ? [] : [numberOf(length, line)])],
      ),
    ),
  split: (target, [separator, ...others], line) => {
    if (separator === undefined) throw new Refusal(line, '.Split() takes the text that separates');
    const known = literalOf(asText(separator, line));
    if (known === undefined || known === '' || others.length > 0)
      throw new Refusal(line, '.Split() takes one text that is known and not empty');
    return { kind: 'texts', cel: call(toCel(target, line), 'split', constant(known)) };
  },
  indexof: (target, [part, ...others], line) => {
    if (part === undefined || others.length > 0) throw new Refusal(line, '.IndexOf() takes one text here');
    return integer(call(toCel(target, line), 'unitIndexOf', textCel(part, line)));
  },
  normalize: (target, [form = literal('FormC')], line) => {
    const name = { formc: 'NFC', formd: 'NFD', formkc: 'NFKC', formkd: 'NFKD' }[literalOf(form)?.toLowerCase() ?? ''];
    if (name === undefined) throw new Refusal(line, "Normalize() takes 'FormC', 'FormD', 'FormKC' or 'FormKD'");
    return text(call(toCel(target, line), 'normalizeText', constant(name)));
  },
};

function memberOfList(
  value: Extract<Value, { kind: 'list' | 'texts' }>,
  name: string,
  { arguments: given, line }: Call,
): Value {
  if (given !== undefined || !['length', 'count'].includes(name)) throw refusal(name, line);
  return value.kind === 'list' ? literal(value.items.length) : integer(call(value.cel, 'size'));
}

/** A number with zeros before it, `D6` or `000000`. */
function formatNumber(value: Extract<Value, { kind: 'integer' }>, [format]: readonly Value[], line: number): Value {
  if (format === undefined) return asText(value, line);
  const pattern = literalOf(format) ?? '';
  const zeros =
    /^[dD](\d{1,2})$/.exec(pattern)?.[1] ?? (/^0{1,20}$/.test(pattern) ? String(pattern.length) : undefined);
  if (zeros === undefined) throw new Refusal(line, `the format ${pattern} cannot be translated`);
  return text(call(value.cel, 'padNumber', constant(Number(zeros))));
}

function memberOfDate(value: Extract<Value, { kind: 'date' }>, name: string, { arguments: given, line }: Call): Value {
  const [first] = given ?? [];
  if (given !== undefined && name === 'tostring' && first !== undefined)
    return formatDate(value, literalOf(first) ?? '', line);
  if (given !== undefined && name === 'adddays' && first !== undefined)
    return { kind: 'date', cel: call(value.cel, 'addDaysToDate', numberOf(first, line)) };
  if (given === undefined && name === 'date')
    return { kind: 'date', cel: call(value.cel, 'addDaysToDate', constant(0)) };
  const pattern = { year: 'yyyy', month: 'MM', day: 'dd' }[name];
  if (given === undefined && pattern !== undefined)
    return integer(call(toCel(formatDate(value, pattern, line), line), 'toInt'));
  throw refusal(name, line);
}

function memberOfNow(value: Extract<Value, { kind: 'now' }>, name: string, { arguments: given, line }: Call): Value {
  if (given === undefined && name === 'date') return { ...value, isMidnight: true };
  if (name === 'adddays' && given?.[0] !== undefined) return addDays(value, given[0], line);
  throw refusal(name, line);
}

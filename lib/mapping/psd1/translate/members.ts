import { refuse } from '../syntax/refusal';
import { binary, type Cel, call, constant } from './cel';
import { asText, textCel, toCel } from './convert';
import { formatDate } from './dates';
import { formatNumber } from './format';
import { isNull, knownNumber, knownText } from './known';
import { boolean, date, each, integer, literal, text, texts, type Value, type ValueOf } from './value';

/** What stands in the parentheses of a call; `undefined` for a property. */
type Given = readonly Value[] | undefined;

/** A property or a call of a method. */
export function evaluateMember(value: Value, name: string, given: Given): Value {
  const lower = name.toLowerCase();
  if (value.kind === 'list' || value.kind === 'texts') return memberOfList(value, lower, given);
  return each(value, (plain) => {
    if (plain.kind === 'date') return memberOfDate(plain, lower, given);
    if (plain.kind === 'now') return memberOfNow(plain, lower, given);
    if (isNull(plain) && plain.kind !== 'nothing') refuse(`.${name} of $null fails`);
    if (lower === 'tostring' && given !== undefined) return toText(plain, given);
    const isText = plain.kind === 'text' || knownText(plain) !== undefined;
    const member = given === undefined ? properties.get(lower) : methods.get(lower);
    if (!isText || member === undefined) refuseMember(name);
    return member(toCel(plain), given ?? []);
  });
}

function refuseMember(name: string): never {
  refuse(`.${name} cannot be translated: no such member of this value is known here`);
}

function toText(plain: Value, [format]: readonly Value[]): Value {
  if (plain.kind === 'integer' && format !== undefined) return formatNumber(plain, knownText(format) ?? '');
  const written = asText(plain);
  return format === undefined ? written : refuse('ToString() of a text takes nothing');
}

type Method = (target: Cel, given: readonly Value[]) => Value;

const properties = new Map<string, Method>([['length', (target) => integer(call(target, 'unitLength'))]]);

const alone =
  (name: string): Method =>
  (target, given) =>
    given.length > 0 ? refuse(`.${name}() takes nothing here`) : text(call(target, name));

/** A whole number. */
function numberOf(value: Value | undefined): Cel {
  if (value === undefined) refuse('a number is missing');
  if (value.kind === 'integer') return value.cel;
  return constant(knownNumber(value) ?? refuse('a whole number is needed here'));
}

const trim =
  (side: 'both' | 'start' | 'end'): Method =>
  (target, given) => {
    const characters = given.map((value) => knownText(asText(value)) ?? refuse('the characters to trim must be known'));
    return text(call(target, 'trimUnits', constant(characters.join('')), constant(side)));
  };

const pad =
  (name: 'unitPadLeft' | 'unitPadRight'): Method =>
  (target, [width, filling = literal(' ')]) => {
    if (knownText(filling)?.length !== 1) refuse('a text is filled with one character');
    return text(call(target, name, numberOf(width), toCel(filling)));
  };

/** A method that takes one text; it counts each character, and a second argument would change that. */
const withText =
  (name: string, translate: (target: Cel, part: Cel) => Value): Method =>
  (target, [part, ...others]) => {
    if (part === undefined || others.length > 0) refuse(`.${name}() takes one text here`);
    return translate(target, textCel(part));
  };

const methods = new Map(
  Object.entries<Method>({
    tolower: alone('simpleLower'),
    tolowerinvariant: alone('simpleLower'),
    toupper: alone('simpleUpper'),
    toupperinvariant: alone('simpleUpper'),
    trim: trim('both'),
    trimstart: trim('start'),
    trimend: trim('end'),
    padleft: pad('unitPadLeft'),
    padright: pad('unitPadRight'),
    startswith: withText('startsWith', (target, part) => boolean(call(target, 'startsWith', part))),
    endswith: withText('endsWith', (target, part) => boolean(call(target, 'endsWith', part))),
    contains: withText('contains', (target, part) => boolean(call(target, 'contains', part))),
    equals: withText('Equals', (target, part) => boolean(binary(target, '==', part))),
    indexof: withText('IndexOf', (target, part) => integer(call(target, 'unitIndexOf', part))),
    replace: (target, [old, replacement]) => {
      const known = old && knownText(asText(old));
      if (known === undefined || known === '' || replacement === undefined)
        refuse('.Replace() takes a text that is known and not empty, and another');
      return text(call(target, 'replace', constant(known), textCel(replacement)));
    },
    substring: (target, [start, ...length]) =>
      text(call(target, 'unitSubstring', numberOf(start), ...length.slice(0, 1).map(numberOf))),
    split: (target, [separator, ...others]) => {
      if (separator === undefined) refuse('.Split() takes the text that separates');
      const known = knownText(asText(separator));
      if (known === undefined || known === '' || others.length > 0)
        refuse('.Split() takes one text that is known and not empty');
      return texts(call(target, 'split', constant(known)));
    },
    normalize: (target, [form = literal('FormC')]) => {
      const [, name] =
        /^form(k?[cd])$/i.exec(knownText(form) ?? '') ??
        refuse("Normalize() takes 'FormC', 'FormD', 'FormKC' or 'FormKD'");
      return text(call(target, 'normalizeText', constant(`NF${name?.toUpperCase()}`)));
    },
  }),
);

function memberOfList(value: ValueOf<'list' | 'texts'>, name: string, given: Given): Value {
  if (given !== undefined || !['length', 'count'].includes(name)) refuseMember(name);
  return value.kind === 'list' ? literal(value.items.length) : integer(call(value.cel, 'size'));
}

const parts = new Map(Object.entries({ year: 'yyyy', month: 'MM', day: 'dd' }));

function memberOfDate(value: ValueOf<'date'>, name: string, given: Given): Value {
  const [first] = given ?? [];
  if (name === 'tostring' && first !== undefined) return formatDate(value, knownText(first) ?? '');
  if (name === 'adddays' && first !== undefined) return date(call(value.cel, 'addDaysToDate', numberOf(first)));
  if (given !== undefined) refuseMember(name);
  if (name === 'date') return date(call(value.cel, 'addDaysToDate', constant(0)));
  const pattern = parts.get(name) ?? refuseMember(name);
  return integer(call(toCel(formatDate(value, pattern)), 'toInt'));
}

function memberOfNow(value: ValueOf<'now'>, name: string, given: Given): Value {
  if (given === undefined && name === 'date') return { ...value, isMidnight: true };
  const [days] = given ?? [];
  if (name !== 'adddays' || days === undefined) refuseMember(name);
  return { ...value, days: value.days + (knownNumber(days) ?? refuse('AddDays() takes a number that is known')) };
}

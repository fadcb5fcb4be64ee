import { refuse } from '../syntax/refusal';
import { binary, type Cel, call, constant } from './cel';
import { asText, textCel, toCel } from './convert';
import { formatDate } from './dates';
import { formatNumber } from './format';
import { isNull, knownNumber, knownText } from './known';
import { boolean, date, each, integer, literal, text, texts, type Value, type ValueOf } from './value';

/** Arguments; `undefined` for a property. */
type Given = readonly Value[] | undefined;

/** Finds a property as `length`, a method as `replace(2)`, or as `trim()` with any arguments. */
export function memberOf<Member>(members: Record<string, Member>, name: string, given: Given, reason: string): Member {
  const keys = given === undefined ? [name] : [`${name}(${given.length})`, `${name}()`];
  const key = keys.find((one) => Object.hasOwn(members, one)) ?? '';
  return members[key] ?? refuse(given?.length ? `${reason}, with as many arguments` : reason);
}

type Members<Target> = Readonly<Record<string, (target: Target, ...given: Value[]) => Value>>;

/** A property, or a call of a method when there are arguments. */
export function evaluateMember(value: Value, name: string, given: Given): Value {
  const reason = `.${name} cannot be translated: no such member of this value is known here`;
  const evaluate = <Target>(members: Members<Target>, target: Target): Value =>
    memberOf(members, name.toLowerCase(), given, reason)(target, ...(given ?? []));
  if (value.kind === 'list') return evaluate(listMembers, literal(value.items.length));
  if (value.kind === 'texts') return evaluate(listMembers, integer(call(value.cel, 'size')));
  return each(value, (plain) => {
    if (plain.kind === 'date') return evaluate(dateMembers, plain);
    if (plain.kind === 'now') return evaluate(momentMembers, plain);
    if (plain.kind === 'integer') return evaluate(numberMembers, plain);
    if (isNull(plain)) refuse(`.${name} of $null fails`);
    const isText = plain.kind === 'text' || knownText(plain) !== undefined;
    if (isText && name.toLowerCase() !== 'tostring') return evaluate(textMembers, toCel(plain));
    return evaluate(otherMembers, plain);
  });
}

/** A whole number. */
const numberOf = (value: Value): Cel =>
  value.kind === 'integer' ? value.cel : constant(knownNumber(value) ?? refuse('a whole number is needed here'));

const simple = (name: string) => (target: Cel) => text(call(target, name));

const trim =
  (side: 'both' | 'start' | 'end') =>
  (target: Cel, ...given: Value[]) => {
    const characters = given.map((value) => knownText(asText(value)) ?? refuse('the characters to trim must be known'));
    return text(call(target, 'trimUnits', constant(characters.join('')), constant(side)));
  };

const pad =
  (name: 'unitPadLeft' | 'unitPadRight') =>
  (target: Cel, width: Value, filling = literal(' ')) => {
    if (knownText(filling)?.length !== 1) refuse('a text is filled with one character');
    return text(call(target, name, numberOf(width), toCel(filling)));
  };

const textMembers: Members<Cel> = {
  length: (target) => integer(call(target, 'unitLength')),
  'tolower(0)': simple('simpleLower'),
  'tolowerinvariant(0)': simple('simpleLower'),
  'toupper(0)': simple('simpleUpper'),
  'toupperinvariant(0)': simple('simpleUpper'),
  'trim()': trim('both'),
  'trimstart()': trim('start'),
  'trimend()': trim('end'),
  'padleft(1)': pad('unitPadLeft'),
  'padleft(2)': pad('unitPadLeft'),
  'padright(1)': pad('unitPadRight'),
  'padright(2)': pad('unitPadRight'),
  'startswith(1)': (target, part) => boolean(call(target, 'startsWith', textCel(part))),
  'endswith(1)': (target, part) => boolean(call(target, 'endsWith', textCel(part))),
  'contains(1)': (target, part) => boolean(call(target, 'contains', textCel(part))),
  'equals(1)': (target, part) => boolean(binary(target, '==', textCel(part))),
  'indexof(1)': (target, part) => integer(call(target, 'unitIndexOf', textCel(part))),
  'replace(2)': (target, old, replacement) => {
    const known = knownText(asText(old)) || refuse('.Replace() takes a text that is known and not empty, and another');
    return text(call(target, 'replace', constant(known), textCel(replacement)));
  },
  'substring(1)': (target, start) => text(call(target, 'unitSubstring', numberOf(start))),
  'substring(2)': (target, start, length) => text(call(target, 'unitSubstring', numberOf(start), numberOf(length))),
  'split(1)': (target, separator) => {
    const known = knownText(asText(separator)) || refuse('.Split() takes one text that is known and not empty');
    return texts(call(target, 'split', constant(known)));
  },
  'normalize(0)': (target) => text(call(target, 'normalizeText', constant('NFC'))),
  'normalize(1)': (target, form) => {
    const [, name] =
      /^form(k?[cd])$/i.exec(knownText(form) ?? '') ??
      refuse("Normalize() takes 'FormC', 'FormD', 'FormKC' or 'FormKD'");
    return text(call(target, 'normalizeText', constant(`NF${name?.toUpperCase()}`)));
  },
};

const otherMembers: Members<Value> = { 'tostring(0)': asText };

const numberMembers: Members<ValueOf<'integer'>> = {
  ...otherMembers,
  'tostring(1)': (target, format) => formatNumber(target, knownText(format) ?? ''),
};

const part = (pattern: string) => (target: ValueOf<'date'>) =>
  integer(call(toCel(formatDate(target, pattern)), 'toInt'));

const dateMembers: Members<ValueOf<'date'>> = {
  'tostring(1)': (target, format) => formatDate(target, knownText(format) ?? ''),
  'adddays(1)': ({ cel }, days) => date(call(cel, 'addDaysToDate', numberOf(days))),
  date: ({ cel }) => date(call(cel, 'addDaysToDate', constant(0))),
  year: part('yyyy'),
  month: part('MM'),
  day: part('dd'),
};

const momentMembers: Members<ValueOf<'now'>> = {
  date: (moment) => ({ ...moment, isMidnight: true }),
  'adddays(1)': (moment, days) => ({
    ...moment,
    days: moment.days + (knownNumber(days) ?? refuse('AddDays() takes a number that is known')),
  }),
};

const listMembers: Members<Value> = { length: (size) => size, count: (size) => size };

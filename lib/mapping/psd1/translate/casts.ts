import { refuse } from '../syntax/refusal';
import type { NodeOf } from '../tree/node';
import { binary, type Cel, call, constant } from './cel';
import { matchPattern } from './comparisons';
import { asCondition, asText, concatenate, join, textCel, toCel } from './convert';
import { parseDate, parseDateExact } from './dates';
import { formatText } from './format';
import { canBeNothing, isNull, knownNumber, knownText } from './known';
import { replacePattern } from './operators';
import { boolean, each, integer, literal, now, type Value } from './value';

const aliases: Readonly<Record<string, string>> = {
  boolean: 'bool',
  int32: 'int',
  int64: 'int',
  long: 'int',
  'text.regularexpressions.regex': 'regex',
};

const nameOf = (type: string): string => aliases[type] ?? type;

/** `[type]value` */
export function evaluateCast({ type, isSafe }: NodeOf<'cast'>, value: Value): Value {
  const name = nameOf(type);
  if (isSafe && name !== 'string')
    refuse(`-as [${type}] gives $null where [${type}] fails: only -as [string] can be translated`);
  if (canBeNothing(value)) refuse(`what [${type}] casts may give nothing at all: add an else`);
  if (name === 'string') return asText(value);
  if (name === 'bool') return { kind: 'boolean', cel: asCondition(value) };
  if (name === 'int') return each(value, asInteger);
  if (name !== 'datetime') refuse(`the cast [${type}] cannot be translated`);
  return each(value, (plain) => (plain.kind === 'date' || plain.kind === 'now' ? plain : parseDate(plain)));
}

function asInteger(value: Value): Value {
  if (value.kind === 'integer' || knownNumber(value) !== undefined) return value;
  if (isNull(value)) return literal(0);
  if (value.kind !== 'text' && knownText(value) === undefined) refuse('only a text can be cast to [int] here');
  return integer(call(toCel(value), 'toInt'));
}

type Static = (given: readonly [Value, Value, Value], all: readonly Value[]) => Value;

/** `[type]::Member(…)` */
export function evaluateStatic({ type, name, arguments: written }: NodeOf<'static'>, given: readonly Value[]): Value {
  const [first = literal(null), second = literal(null), third = literal(null)] = given;
  const member = statics[`${nameOf(type)}::${name}${written === undefined ? '' : '()'}`];
  if (member === undefined) refuse(`a static member cannot be translated: [${type}]::${name}`);
  return member([first, second, third], given);
}

const isEmpty = (cel: Cel): Value => boolean(binary(cel, '==', constant('')));
const toBool: Static = ([first]) => boolean(call(textCel(first), 'toBool'));
const toInt: Static = ([first]) => integer(call(textCel(first), 'toInt'));

const statics: Readonly<Record<string, Static>> = {
  'string::isnullorempty()': ([first]) => isEmpty(textCel(first)),
  'string::isnullorwhitespace()': ([first]) =>
    isEmpty(call(textCel(first), 'trimUnits', constant(''), constant('both'))),
  'string::empty': () => literal(''),
  'string::join()': ([separator, second], [, ...items]) =>
    join(second.kind === 'list' ? second.items : items, separator),
  'string::concat()': (_, all) => concatenate(all),
  'string::format()': ([format], [, ...items]) => formatText(format, items),
  'string::equals()': ([first, second]) => boolean(binary(textCel(first), '==', textCel(second))),
  'convert::toboolean()': toBool,
  'bool::parse()': toBool,
  'convert::toint32()': toInt,
  'int::parse()': toInt,
  'regex::replace()': ([target, pattern, third], all) => {
    const replacement = knownText(third);
    if (replacement === undefined || all.length !== 3)
      refuse('[regex]::Replace() takes a text, a pattern and a replacement that is known');
    return replacePattern(target, pattern, replacement, true);
  },
  'regex::ismatch()': ([target, pattern]) => matchPattern(target, pattern, true),
  'datetime::parseexact()': ([first, second]) => parseDateExact(first, second),
  'datetime::parse()': ([first]) => parseDate(first),
  'datetime::now': () => now(false),
  'datetime::today': () => now(true),
};

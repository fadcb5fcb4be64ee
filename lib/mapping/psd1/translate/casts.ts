import { refuse } from '../syntax/refusal';
import type { NodeOf } from '../tree/node';
import { binary, type Cel, call, constant } from './cel';
import { matchPattern } from './comparisons';
import { asCondition, asText, concatenate, join, textCel, toCel } from './convert';
import { parseDate, parseDateExact } from './dates';
import { formatText } from './format';
import { isNull, knownNumber, knownText, mayHaveNoOutput } from './known';
import { memberOf } from './members';
import { replacePattern } from './operators';
import { boolean, each, integer, itemsOf, literal, now, type Value } from './value';

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
  if (mayHaveNoOutput(value)) refuse(`the value that [${type}] casts may be missing: add an else`);
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

type Static = (...given: Value[]) => Value;

/** `[type]::Member(…)` */
export function evaluateStatic({ type, name, arguments: written }: NodeOf<'static'>, given: readonly Value[]): Value {
  const reason = `a static member cannot be translated: [${type}]::${name}`;
  return memberOf(statics, `${nameOf(type)}::${name}`, written && given, reason)(...given);
}

const isEmpty = (cel: Cel): Value => boolean(binary(cel, '==', constant('')));
const toBool: Static = (value) => boolean(call(textCel(value), 'toBool'));
const toInt: Static = (value) => integer(call(textCel(value), 'toInt'));

const statics: Readonly<Record<string, Static>> = {
  'string::isnullorempty(1)': (value) => isEmpty(textCel(value)),
  'string::isnullorwhitespace(1)': (value) =>
    isEmpty(call(textCel(value), 'trimUnits', constant(''), constant('both'))),
  'string::empty': () => literal(''),
  'string::join()': (separator, ...items) => join(items.length === 1 ? items.flatMap(itemsOf) : items, separator),
  'string::concat()': (...items) => concatenate(items),
  'string::format()': (format = literal(null), ...items) => formatText(format, items),
  'string::equals(2)': (first, second) => boolean(binary(textCel(first), '==', textCel(second))),
  'convert::toboolean(1)': toBool,
  'bool::parse(1)': toBool,
  'convert::toint32(1)': toInt,
  'int::parse(1)': toInt,
  'regex::replace(3)': (target, pattern, replacement) => {
    const known =
      knownText(replacement) ?? refuse('the replacement of [regex]::Replace() must be a text that is known');
    return replacePattern(target, pattern, known, true);
  },
  'regex::ismatch(2)': (target, pattern) => matchPattern(target, pattern, true),
  'datetime::parseexact(3)': (value, format) => parseDateExact(value, format),
  'datetime::parse(1)': (value) => parseDate(value),
  'datetime::now': () => now(false),
  'datetime::today': () => now(true),
};

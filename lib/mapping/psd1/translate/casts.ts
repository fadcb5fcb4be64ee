import { refuse } from '../syntax/refusal';
import type { Node } from '../tree/node';
import { binary, type Cel, call, constant, level } from './cel';
import { parseDate, parseDateExact, today } from './dates';
import { formatText } from './format';
import { matchPattern, replacePattern } from './operators';
import { concatenate } from './texts';
import {
  asCondition,
  asText,
  boolean,
  canBeNothing,
  each,
  integer,
  isLiteral,
  literal,
  literalOf,
  textCel,
  toCel,
  type Value,
} from './value';

const aliases: Readonly<Record<string, string>> = {
  boolean: 'bool',
  int32: 'int',
  int64: 'int',
  long: 'int',
  'text.regularexpressions.regex': 'regex',
};

const nameOf = (type: string): string => aliases[type] ?? type;

/** `[type]value` */
export function evaluateCast({ type, isSafe }: Extract<Node, { kind: 'cast' }>, value: Value): Value {
  if (isSafe && nameOf(type) !== 'string')
    refuse(`-as [${type}] gives $null where [${type}] fails: only -as [string] can be translated`);
  if (canBeNothing(value)) refuse(`what [${type}] casts may give nothing at all: add an else`);
  switch (nameOf(type)) {
    case 'string':
      return asText(value);
    case 'bool':
      return boolean(asCondition(value));
    case 'int':
      return each(value, (plain) => {
        if (plain.kind === 'integer' || (isLiteral(plain) && typeof plain.value === 'number')) return plain;
        if (isLiteral(plain) && plain.value === null) return literal(0);
        if (plain.kind !== 'text' && literalOf(plain) === undefined) refuse('only a text can be cast to [int] here');
        return integer(call(toCel(plain), 'toInt'));
      });
    case 'datetime':
      return each(value, (plain) => (plain.kind === 'date' || plain.kind === 'now' ? plain : parseDate(plain)));
    default:
      refuse(`the cast [${type}] cannot be translated`);
  }
}

type Static = (given: readonly [Value, Value, Value], all: readonly Value[]) => Value;

/** `[type]::Member(…)` */
export function evaluateStatic(
  { type, name, arguments: written }: Extract<Node, { kind: 'static' }>,
  given: readonly Value[],
): Value {
  const [first = literal(null), second = literal(null), third = literal(null)] = given;
  const member = statics[`${nameOf(type)}::${name}${written === undefined ? '' : '()'}`];
  if (member === undefined) refuse(`a static member cannot be translated: [${type}]::${name}`);
  return member([first, second, third], given);
}

const isEmptyText = (cel: Cel): Value => boolean(binary(cel, '==', constant(''), level.relation));
const toBool: Static = ([first], _) => boolean(call(textCel(first), 'toBool'));
const toInt: Static = ([first], _) => integer(call(textCel(first), 'toInt'));
const now: Static = () => ({ kind: 'now', days: 0, isMidnight: false });

const statics: Readonly<Record<string, Static>> = {
  'string::isnullorempty()': ([first], _) => isEmptyText(textCel(first)),
  'string::isnullorwhitespace()': ([first], _) =>
    isEmptyText(call(textCel(first), 'trimUnits', constant(''), constant('both'))),
  'string::empty': () => literal(''),
  'string::join()': ([separator, second], all) => {
    const items = second.kind === 'list' ? second.items : all.slice(1);
    return concatenate(items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));
  },
  'string::concat()': (_, all) => concatenate(all),
  'string::format()': ([format], all) => formatText(format, all.slice(1)),
  'string::equals()': ([first, second], _) => boolean(binary(textCel(first), '==', textCel(second), level.relation)),
  'convert::toboolean()': toBool,
  'bool::parse()': toBool,
  'convert::toint32()': toInt,
  'int::parse()': toInt,
  'regex::replace()': ([target, pattern, third], all) => {
    const replacement = literalOf(third);
    if (replacement === undefined || all.length !== 3)
      refuse('[regex]::Replace() takes a text, a pattern and a replacement that is known');
    return replacePattern(target, pattern, replacement, true);
  },
  'regex::ismatch()': ([target, pattern], _) => matchPattern(target, pattern, true),
  'datetime::parseexact()': ([first, second], _) => parseDateExact(first, literalOf(second)),
  'datetime::parse()': ([first], _) => parseDate(first),
  'datetime::now': now,
  'datetime::today': () => today,
};

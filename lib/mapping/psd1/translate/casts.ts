import { Refusal } from '../syntax/refusal';
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
export function evaluateCast({ type, line, isSafe }: Extract<Node, { kind: 'cast' }>, value: Value): Value {
  if (isSafe && nameOf(type) !== 'string')
    throw new Refusal(line, `-as [${type}] gives $null where [${type}] fails: only -as [string] can be translated`);
  if (canBeNothing(value)) throw new Refusal(line, `the value that [${type}] casts may be missing: add an else`);
  switch (nameOf(type)) {
    case 'string':
      return asText(value, line);
    case 'bool':
      return boolean(asCondition(value, line));
    case 'int':
      return each(value, (plain) => {
        if (plain.kind === 'integer' || (isLiteral(plain) && typeof plain.value === 'number')) return plain;
        if (isLiteral(plain) && plain.value === null) return literal(0);
        if (plain.kind !== 'text' && literalOf(plain) === undefined)
          throw new Refusal(line, 'only a text can be cast to [int] here');
        return integer(call(toCel(plain, line), 'toInt'));
      });
    case 'datetime':
      return each(value, (plain) => (plain.kind === 'date' || plain.kind === 'now' ? plain : parseDate(plain, line)));
    default:
      throw new Refusal(line, `the cast [${type}] cannot be translated`);
  }
}

type Static = (given: readonly [Value, Value, Value], all: readonly Value[], line: number) => Value;

/** `[type]::Member(…)` */
export function evaluateStatic(
  { type, name, arguments: written, line }: Extract<Node, { kind: 'static' }>,
  given: readonly Value[],
): Value {
  const [first = literal(null), second = literal(null), third = literal(null)] = given;
  const member = statics[`${nameOf(type)}::${name}${written === undefined ? '' : '()'}`];
  if (member === undefined) throw new Refusal(line, `a static member cannot be translated: [${type}]::${name}`);
  return member([first, second, third], given, line);
}

const isEmptyText = (cel: Cel): Value => boolean(binary(cel, '==', constant(''), level.relation));
const toBool: Static = ([first], _, line) => boolean(call(textCel(first, line), 'toBool'));
const toInt: Static = ([first], _, line) => integer(call(textCel(first, line), 'toInt'));
const now: Static = () => ({ kind: 'now', days: 0, isMidnight: false });

const statics: Readonly<Record<string, Static>> = {
  'string::isnullorempty()': ([first], _, line) => isEmptyText(textCel(first, line)),
  'string::isnullorwhitespace()': ([first], _, line) =>
    isEmptyText(call(textCel(first, line), 'trimUnits', constant(''), constant('both'))),
  'string::empty': () => literal(''),
  'string::join()': ([separator, second], all, line) => {
    const items = second.kind === 'list' ? second.items : all.slice(1);
    return concatenate(
      items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])),
      line,
    );
  },
  'string::concat()': (_, all, line) => concatenate(all, line),
  'string::format()': ([format], all, line) => formatText(format, all.slice(1), line),
  'string::equals()': ([first, second], _, line) =>
    boolean(binary(textCel(first, line), '==', textCel(second, line), level.relation)),
  'convert::toboolean()': toBool,
  'bool::parse()': toBool,
  'convert::toint32()': toInt,
  'int::parse()': toInt,
  'regex::replace()': ([target, pattern, third], all, line) => {
    const replacement = literalOf(third);
    if (replacement === undefined || all.length !== 3)
      throw new Refusal(line, '[regex]::Replace() takes a text, a pattern and a replacement that is known');
    return replacePattern(target, pattern, replacement, { isCaseSensitive: true, line });
  },
  'regex::ismatch()': ([target, pattern], _, line) => matchPattern(target, pattern, { isCaseSensitive: true, line }),
  'datetime::parseexact()': ([first, second], _, line) => parseDateExact(first, literalOf(second), line),
  'datetime::parse()': ([first], _, line) => parseDate(first, line),
  'datetime::now': now,
  'datetime::today': () => today,
};

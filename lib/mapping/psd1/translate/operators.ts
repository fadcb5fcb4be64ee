import { refuse } from '../syntax/refusal';
import type { Node } from '../tree/node';
import { binary, type Cel, call, constant, level, not } from './cel';
import { compareDates } from './dates';
import { sameText } from './equality';
import { formatText } from './format';
import { parseReplacement, translatePattern, translateWildcard } from './patterns';
import { concatenate } from './texts';
import {
  asCondition,
  asText,
  boolean,
  canBeNothing,
  each,
  isLiteral,
  literal,
  literalOf,
  literalText,
  text,
  textCel,
  toCel,
  typesOf,
  type Value,
} from './value';

type Binary = Extract<Node, { kind: 'binary' }>;

export function evaluateUnary({ operator }: Extract<Node, { kind: 'unary' }>, operand: Value): Value {
  if (operator === '-not' && operand.kind === 'text')
    return boolean(binary(operand.cel, '==', constant(''), level.relation));
  if (operator === '-not') return asBoolean(not(asCondition(operand)));
  if (operator === '-split' && typesOf(operand).has('null')) refuse('-split of what may be $null');
  if (operator === '-split') return { kind: 'texts', cel: call(textCel(operand), 'splitSpace') };
  return join(operand, literal(''));
}

/** A condition that is known is a literal. */
const asBoolean = (cel: Cel): Value => {
  const known = { true: true, '!false': true, false: false, '!true': false }[cel.text];
  return known === undefined ? boolean(cel) : literal(known);
};

export function evaluateBinary(node: Binary, left: Value, right: Value): Value {
  const { operator } = node;
  if (left.kind === 'failure') return left;
  if (right.kind === 'failure') return right;
  if (operator !== '??' && canBeNothing(left))
    refuse(`the left side of ${operator} may give nothing at all: add an else`);
  switch (operator) {
    case '-and':
      return logical(asCondition(left), '&&', asCondition(right));
    case '-or':
      return logical(asCondition(left), '||', asCondition(right));
    case '-xor':
      return asBoolean(binary(asCondition(left), '!=', asCondition(right), level.relation));
    case '??':
      return each(left, (plain) =>
        plain.kind === 'nothing' || (isLiteral(plain) && plain.value === null) ? right : plain,
      );
    case '+':
      return add(left, right);
    case '*':
      return multiply(left, right);
    case '-f':
      return formatText(left, right.kind === 'list' ? right.items : [right]);
    case '-join':
      return join(left, right);
    case '-split':
      return split(left, right, node.isCaseSensitive);
    case '-replace':
      return replace(left, right, node.isCaseSensitive);
    default:
      return evaluateComparison(node, left, right);
  }
}

function logical(left: Cel, operator: '&&' | '||', right: Cel): Value {
  const neutral = operator === '&&' ? 'true' : 'false';
  if (left.text === neutral) return asBoolean(right);
  if (right.text === neutral) return asBoolean(left);
  return asBoolean(binary(left, operator, right, operator === '&&' ? level.and : level.or));
}

function add(left: Value, right: Value): Value {
  const areTexts = (value: Value): boolean => [...typesOf(value)].every((type) => type === 'text');
  const isText = typesOf(left).has('text') && [...typesOf(left)].every((type) => type === 'text' || type === 'null');
  if (left.kind === 'list' || !isText || (!areTexts(left) && !areTexts(right)))
    refuse('the left side of + must be a text: PowerShell would add numbers, or fail');
  return concatenate([left, right]);
}

const mostRepeats = 100;

function multiply(left: Value, right: Value): Value {
  const types = typesOf(left);
  const times = isLiteral(right) && typeof right.value === 'number' ? right.value : undefined;
  if (types.size !== 1 || !types.has('text') || times === undefined || times < 0 || times > mostRepeats)
    refuse(`* can repeat a text up to ${mostRepeats} times; other multiplication cannot be translated`);
  return concatenate(Array.from({ length: times }, () => left));
}

function join(list: Value, separator: Value): Value {
  if (list.kind === 'texts') return text(call(list.cel, 'join', textCel(separator)));
  const items = list.kind === 'list' ? list.items : [list];
  return concatenate(items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));
}

/** The pattern of an operator: a text that is known. */
function patternOf(value: Value, isCaseSensitive: boolean) {
  const pattern = literalOf(asText(value));
  if (pattern === undefined) refuse('a pattern must be a text that is known');
  return translatePattern(pattern, isCaseSensitive);
}

function split(left: Value, right: Value, isCaseSensitive: boolean): Value {
  const { source, groups, hasEnd } = patternOf(right, isCaseSensitive);
  if (groups > 0 || hasEnd) refuse('a group, or $, in the pattern of -split cannot be translated');
  return { kind: 'texts', cel: call(textCel(left), 'regexSplit', constant(source)) };
}

function replace(left: Value, right: Value, isCaseSensitive: boolean): Value {
  const [pattern = literal(''), replacement = literal('')] = right.kind === 'list' ? right.items : [right];
  const known = literalOf(asText(replacement));
  if (known === undefined) refuse('the replacement of -replace must be a text that is known');
  return replacePattern(left, pattern, known, isCaseSensitive);
}

/** `-replace` and `[regex]::Replace()`. */
export function replacePattern(target: Value, pattern: Value, replacement: string, isCaseSensitive: boolean): Value {
  const { source, groups, hasEnd } = patternOf(pattern, isCaseSensitive);
  const parts = parseReplacement(replacement, groups);
  const list: Cel = {
    text: `[${parts.map((part) => constant(typeof part === 'number' ? `$${part}` : `'${part}`).text).join(', ')}]`,
    level: level.member,
  };
  return each(asText(target), (plain) =>
    text(call(toCel(plain), 'regexReplace', constant(source), list, constant(hasEnd))),
  );
}

function evaluateComparison(node: Binary, left: Value, right: Value): Value {
  const { operator } = node;
  const negated = /^-not|^-ne$/.test(operator);
  const plain = operator === '-ne' ? '-eq' : operator.replace('-not', '-');
  const result = compare({ ...node, operator: plain }, left, right);
  return negated ? asBoolean(not(asCondition(result))) : result;
}

function compare(node: Binary, left: Value, right: Value): Value {
  const { operator } = node;
  if (operator === '-in') return isAmong(left, right, node.isCaseSensitive);
  if (operator === '-contains') return isAmong(right, left, node.isCaseSensitive);
  if (left.kind === 'list' || left.kind === 'texts') refuse('an array can only stand on the right of -in');
  if (right.kind === 'list' || right.kind === 'texts') refuse('an array can only stand on the right of -in');
  if (operator === '-like') return matchWildcard(left, right, node.isCaseSensitive);
  if (operator === '-match') return matchPattern(left, right, node.isCaseSensitive);
  if (operator === '-eq') return compareTexts(left, right, node.isCaseSensitive);
  if (['-gt', '-ge', '-lt', '-le'].includes(operator)) return order(node, left, right);
  refuse(`the operator ${operator} cannot be translated`);
}

export const matchWildcard = (left: Value, right: Value, isCaseSensitive: boolean): Value => {
  const pattern = literalOf(asText(right));
  if (pattern === undefined) refuse('the pattern of -like must be a text that is known');
  return match(left, translateWildcard(pattern, isCaseSensitive));
};

const match = (text: Value, { source, hasUnits }: { source: string; hasUnits: boolean }): Value =>
  asBoolean(call(textCel(text), hasUnits ? 'matchesUnits' : 'matches', constant(source)));

export const matchPattern = (left: Value, right: Value, isCaseSensitive: boolean): Value => {
  const { source, hasEnd, hasUnits } = patternOf(right, isCaseSensitive);
  // .NET's $ is also found before a line break at the end
  const found = hasEnd ? source.replaceAll('\\z', '(?:\\n?\\z)') : source;
  return match(left, { source: found, hasUnits });
};

/** PowerShell converts the right side to the type of the left side. */
export function compareTexts(left: Value, right: Value, isCaseSensitive: boolean): Value {
  return each(collapse(left), (one) =>
    each(collapse(right), (other) => {
      const [isNull, isOtherNull] = [one, other].map(
        (side) => side.kind === 'nothing' || (isLiteral(side) && side.value === null),
      );
      if (isNull || isOtherNull) return literal(isNull === isOtherNull); // a field is never $null
      if (isLiteral(one) && isLiteral(other) && typeof one.value === 'string') {
        const [a, b] = [one.value, literalText(other.value)];
        return literal(isCaseSensitive ? a === b : a.toLowerCase() === b.toLowerCase());
      }
      if (one.kind === 'boolean' || (isLiteral(one) && typeof one.value === 'boolean'))
        return asBoolean(equalConditions(asCondition(one), asCondition(other)));
      if (one.kind === 'integer' || (isLiteral(one) && typeof one.value === 'number')) return equalNumbers(one, other);
      if (one.kind === 'date' || one.kind === 'now') return compareDates('-eq', one, other);
      const [text, othersText] = [asText(one), asText(other)];
      if (isCaseSensitive) return asBoolean(binary(toCel(text), '==', toCel(othersText), level.relation));
      return asBoolean(sameText(operandOf(text), [operandOf(othersText)]));
    }),
  );
}

/** A value that is a text in each branch, as one text: comparing each branch would double its length. */
function collapse(value: Value): Value {
  const types = typesOf(value);
  return value.kind === 'if' && types.size === 1 && types.has('text') ? text(toCel(value)) : value;
}

const equalConditions = (left: Cel, right: Cel): Cel => {
  if (right.text === 'true') return left;
  if (right.text === 'false') return not(left);
  return binary(left, '==', right, level.relation);
};

/** The other side is read as a number; a text that is none is not equal. */
function equalNumbers(one: Value, other: Value): Value {
  const types = typesOf(other);
  if (types.has('number')) return asBoolean(binary(toCel(one), '==', toCel(other), level.relation));
  return asBoolean(call(textCel(other), 'equalsNumber', toCel(one)));
}

const operandOf = (value: Value) => ({ cel: toCel(value), literal: literalOf(value) });

/** PowerShell compares each element as if it were the left side. */
function isAmong(sought: Value, list: Value, isCaseSensitive: boolean): Value {
  const value = collapse(sought);
  if (list.kind === 'texts') refuse('a list whose texts are not known cannot be searched');
  const items = list.kind === 'list' ? list.items : [list];
  if (items.length === 0) return literal(false);
  const areTexts = [value, ...items].every((side) => literalOf(side) !== undefined || side.kind === 'text');
  if (areTexts && !isCaseSensitive && !isLiteral(value))
    return asBoolean(
      sameText(
        operandOf(value),
        items.map((item) => operandOf(item)),
      ),
    );
  return items
    .map((item) => asCondition(compareTexts(item, value, isCaseSensitive)))
    .reduce<Value>((found, condition) => logical(asCondition(found), '||', condition), literal(false));
}

function order({ operator }: Binary, left: Value, right: Value): Value {
  const sign = { '-gt': '>', '-ge': '>=', '-lt': '<', '-le': '<=' }[operator] ?? '<';
  return each(left, (one) => {
    if (one.kind === 'date' || one.kind === 'now') return compareDates(operator, one, right);
    if (one.kind === 'integer') {
      const number = typesOf(right).has('number') ? toCel(right) : call(textCel(right), 'toInt');
      return asBoolean(binary(one.cel, sign, number, level.relation));
    }
    if (one.kind !== 'text') refuse(`the left side of ${operator} must be a number, a date or a text of digits`);
    // texts are ordered by the machine's culture: digits alone are in the same order everywhere
    const compared = call(one.cel, 'compareDigits', textCel(right));
    return asBoolean(binary(compared, sign, constant(0), level.relation));
  });
}

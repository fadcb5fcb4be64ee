import { refuse } from '../syntax/refusal';
import type { NodeOf } from '../tree/node';
import { binary, call, constant, listOf, not } from './cel';
import { compare, logical, type Operator, patternOf } from './comparisons';
import { asCondition, asText, concatenate, join, textCel, toCel } from './convert';
import { formatText } from './format';
import { isNull, knownNumber, knownText, mayHaveNoOutput, typesOf, type ValueType } from './known';
import { parseReplacement } from './patterns';
import { boolean, each, itemsOf, literal, text, texts, type Value } from './value';

export function evaluateUnary({ operator }: NodeOf<'unary'>, operand: Value): Value {
  if (operator === '-not' && operand.kind === 'text') return boolean(binary(operand.cel, '==', constant('')));
  if (operator === '-not') return boolean(not(asCondition(operand)));
  if (operator === '-join') return joinItems(operand, literal(''));
  if (typesOf(operand).has('null')) refuse('-split of what may be $null');
  return texts(call(textCel(operand), 'splitSpace'));
}

export function evaluateBinary({ operator, isCaseSensitive }: NodeOf<'binary'>, left: Value, right: Value): Value {
  if (left.kind === 'several') return left;
  if (right.kind === 'several') return right;
  if (operator !== '??' && mayHaveNoOutput(left)) refuse(`the left side of ${operator} may be missing: add an else`);
  const apply = operators[operator];
  if (apply !== undefined) return apply(left, right, isCaseSensitive);
  const plain = operator === '-ne' ? '-eq' : operator.replace('-not', '-');
  const result = compare(plain, left, right, isCaseSensitive);
  return plain === operator ? result : boolean(not(asCondition(result)));
}

const add: Operator = (left, right) => {
  const isOnly = (value: Value, ...types: ValueType[]) => [...typesOf(value)].every((type) => types.includes(type));
  const isText = typesOf(left).has('text') && isOnly(left, 'text', 'null');
  if (!isText || (!isOnly(left, 'text') && !isOnly(right, 'text')))
    refuse('the left side of + must be a text: PowerShell would add numbers, or fail');
  return concatenate([left, right]);
};

const mostRepeats = 100;

const repeat: Operator = (left, right) => {
  const types = typesOf(left);
  const times = knownNumber(right) ?? -1;
  if (types.size !== 1 || !types.has('text') || times < 0 || times > mostRepeats)
    refuse(`* can repeat a text up to ${mostRepeats} times; other multiplication cannot be translated`);
  return concatenate(Array.from({ length: times }, () => left));
};

const joinItems = (list: Value, separator: Value): Value =>
  list.kind === 'texts' ? text(call(list.cel, 'join', textCel(separator))) : join(itemsOf(list), separator);

const split: Operator = (left, right, isCaseSensitive) => {
  const { source, groups, hasEnd } = patternOf(right, isCaseSensitive);
  if (groups > 0 || hasEnd) refuse('a group, or $, in the pattern of -split cannot be translated');
  return texts(call(textCel(left), 'regexSplit', constant(source)));
};

const replace: Operator = (left, right, isCaseSensitive) => {
  const [pattern = literal(''), replacement = literal('')] = itemsOf(right);
  const known = knownText(asText(replacement)) ?? refuse('the replacement of -replace must be a text that is known');
  return replacePattern(left, pattern, known, isCaseSensitive);
};

/** `-replace` and `[regex]::Replace()`. */
export function replacePattern(target: Value, pattern: Value, replacement: string, isCaseSensitive: boolean): Value {
  const { source, groups, hasEnd } = patternOf(pattern, isCaseSensitive);
  const parts = parseReplacement(replacement, groups).map(constant);
  const given = [constant(source), listOf(parts), constant(hasEnd)];
  return each(asText(target), (plain) => text(call(toCel(plain), 'regexReplace', ...given)));
}

const operators: Readonly<Record<string, Operator>> = {
  '-and': (left, right) => logical(asCondition(left), '&&', asCondition(right)),
  '-or': (left, right) => logical(asCondition(left), '||', asCondition(right)),
  '-xor': (left, right) => boolean(binary(asCondition(left), '!=', asCondition(right))),
  '??': (left, right) => each(left, (plain) => (isNull(plain) ? right : plain)),
  '+': add,
  '*': repeat,
  '-f': (left, right) => formatText(left, itemsOf(right)),
  '-join': joinItems,
  '-split': split,
  '-replace': replace,
};

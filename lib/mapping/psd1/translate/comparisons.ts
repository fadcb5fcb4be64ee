import { refuse } from '../syntax/refusal';
import { binary, type Cel, call, constant, not } from './cel';
import { asCondition, asText, literalText, textCel, toCel } from './convert';
import { compareDates, type Sign } from './dates';
import { sameText } from './equality';
import { isLiteral, isNull, knownText, typeOf, typesOf } from './known';
import { type Pattern, translatePattern, translateWildcard } from './patterns';
import { boolean, each, itemsOf, literal, text, type Value } from './value';

/** What an operator gives. */
export type Operator = (left: Value, right: Value, isCaseSensitive: boolean) => Value;

/** A pattern of an operator: a text that is known. */
export const patternOf = (value: Value, isCaseSensitive: boolean): Pattern =>
  translatePattern(knownText(asText(value)) ?? refuse('a pattern must be a text that is known'), isCaseSensitive);

const matches = (value: Value, source: string, dependsOnUtf16: boolean): Value =>
  boolean(call(textCel(value), dependsOnUtf16 ? 'matchesUnits' : 'matches', constant(source)));

export const matchPattern: Operator = (left, right, isCaseSensitive) => {
  const { source, hasEnd, dependsOnUtf16 } = patternOf(right, isCaseSensitive);
  // .NET's $ is also found before a line break at the end
  return matches(left, hasEnd ? source.replaceAll('\\z', '(?:\\n?\\z)') : source, dependsOnUtf16);
};

export const matchWildcard: Operator = (left, right, isCaseSensitive) => {
  const pattern = knownText(asText(right)) ?? refuse('the pattern of -like must be a text that is known');
  const { source, dependsOnUtf16 } = translateWildcard(pattern, isCaseSensitive);
  return matches(left, source, dependsOnUtf16);
};

/** PowerShell converts the right side to the type of the left side. */
export const compareTexts: Operator = (left, right, isCaseSensitive) =>
  each(collapse(left), (one) =>
    each(collapse(right), (other) => {
      if (isNull(one) || isNull(other)) return literal(isNull(one) && isNull(other)); // a field is never $null
      const known = knownText(one);
      if (known !== undefined && isLiteral(other)) {
        const otherText = literalText(other.value);
        return literal(isCaseSensitive ? known === otherText : known.toLowerCase() === otherText.toLowerCase());
      }
      if (one.kind === 'date' || one.kind === 'now') return compareDates('==', one, other);
      if (typeOf(one) === 'boolean') return equalConditions(asCondition(one), asCondition(other));
      if (typeOf(one) === 'number') return equalNumbers(one, other);
      const [first, second] = [asText(one), asText(other)];
      return boolean(isCaseSensitive ? binary(toCel(first), '==', toCel(second)) : sameText(first, [second]));
    }),
  );

/** A value that is a text in each branch, as one text: comparing each branch would double its length. */
function collapse(value: Value): Value {
  const types = typesOf(value);
  return value.kind === 'if' && types.size === 1 && types.has('text') ? text(toCel(value)) : value;
}

function equalConditions(left: Cel, right: Cel): Value {
  if (right.text === 'true') return boolean(left);
  return boolean(right.text === 'false' ? not(left) : binary(left, '==', right));
}

/** The other side is read as a number; a text that is none is not equal. */
function equalNumbers(one: Value, other: Value): Value {
  if (typesOf(other).has('number')) return boolean(binary(toCel(one), '==', toCel(other)));
  return boolean(call(textCel(other), 'equalsNumber', toCel(one)));
}

/** PowerShell compares each element as if it were the left side. */
const isAmong: Operator = (sought, list, isCaseSensitive) => {
  const value = collapse(sought);
  if (list.kind === 'texts') refuse('a list whose texts are not known cannot be searched');
  const items = itemsOf(list);
  const areTexts = [value, ...items].every((side) => knownText(side) !== undefined || side.kind === 'text');
  if (areTexts && items.length > 0 && !isCaseSensitive && !isLiteral(value)) return boolean(sameText(value, items));
  return items
    .map((item) => asCondition(compareTexts(item, value, isCaseSensitive)))
    .reduce<Value>((found, condition) => logical(asCondition(found), '||', condition), literal(false));
};

/** `-and` and `-or`, of which a side that is known decides or counts for nothing. */
export function logical(left: Cel, operator: '&&' | '||', right: Cel): Value {
  const neutral = operator === '&&' ? 'true' : 'false';
  if (left.text === neutral) return boolean(right);
  return boolean(right.text === neutral ? left : binary(left, operator, right));
}

const order =
  (name: string, sign: Sign): Operator =>
  (left, right) =>
    each(left, (one) => {
      if (one.kind === 'date' || one.kind === 'now') return compareDates(sign, one, right);
      if (one.kind === 'integer') {
        const number = typesOf(right).has('number') ? toCel(right) : call(textCel(right), 'toInt');
        return boolean(binary(one.cel, sign, number));
      }
      if (one.kind !== 'text') refuse(`the left side of ${name} must be a number, a date or a text of digits`);
      // texts are ordered by the machine's culture: only digits are in the same order everywhere
      return boolean(binary(call(one.cel, 'compareDigits', textCel(right)), sign, constant(0)));
    });

const comparisons: Readonly<Record<string, Operator>> = {
  '-like': matchWildcard,
  '-match': matchPattern,
  '-eq': compareTexts,
  '-gt': order('-gt', '>'),
  '-ge': order('-ge', '>='),
  '-lt': order('-lt', '<'),
  '-le': order('-le', '<='),
};

/** Compares by an operator that is not negated. */
export function compare(operator: string, left: Value, right: Value, isCaseSensitive: boolean): Value {
  if (operator === '-in') return isAmong(left, right, isCaseSensitive);
  if (operator === '-contains') return isAmong(right, left, isCaseSensitive);
  if ([left, right].some(({ kind }) => kind === 'list' || kind === 'texts'))
    refuse('an array can only be on the right of -in');
  const comparison = comparisons[operator] ?? refuse(`the operator ${operator} cannot be translated`);
  return comparison(left, right, isCaseSensitive);
}

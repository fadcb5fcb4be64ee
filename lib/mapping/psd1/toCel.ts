import { binary, type Cel, conditional, constant, field, level, not } from './cel';
import { type Operand, sameText } from './equality';
import { type Expression, type Type, typesOf } from './expression';
import { Refusal } from './syntax/refusal';

type Binary = Extract<Expression, { kind: 'binary' }>;

/**
 * Translates an expression to CEL over `row`.
 * @throws Refusal where the value in PowerShell cannot be expressed in CEL or is never intended
 */
export function toCel(expression: Expression): Cel {
  switch (expression.kind) {
    case 'column':
      return field(expression.name);
    case 'literal':
      return constant(expression.value);
    case 'template':
      return expression.parts
        .filter((part) => part !== '')
        .map((part) => (typeof part === 'string' ? constant(part) : asText(part)))
        .reduce((left, right) => binary(left, '+', right, level.sum));
    case 'list':
      throw new Refusal(expression.line, 'an array can only stand on the right of -in');
    case 'not':
      return notSo(expression.operand);
    case 'if':
      return conditional(asBoolean(expression.condition), toCel(expression.then), toCel(expression.otherwise));
    case 'binary':
      return binaryToCel(expression);
  }
}

function binaryToCel(expression: Binary): Cel {
  const { operator, left, right } = expression;
  if (operator === '-and') return binary(asBoolean(left), '&&', asBoolean(right), level.and);
  if (operator === '-or') return binary(asBoolean(left), '||', asBoolean(right), level.or);
  if (operator === '-eq') return equal(expression);
  if (operator === '-ne') return not(equal(expression));
  if (operator === '-in') return among(expression);
  if (!isOnly(left, 'text'))
    throw new Refusal(expression.line, 'the left side of + must be a text: PowerShell would add numbers, or fail');
  return binary(toCel(left), '+', asText(right), level.sum);
}

const isOnly = (expression: Expression, type: Type): boolean => {
  const types = typesOf(expression);
  return types.size === 1 && types.has(type);
};

/** PowerShell converts the right side to the type of the left side. */
function equal({ left, right, line }: Binary): Cel {
  for (const side of [left, right]) {
    if (typesOf(side).has('null')) throw new Refusal(line, "a field is never $null, only empty: compare it with ''");
    if (typesOf(side).has('list')) throw new Refusal(line, 'an array can only stand on the right of -in');
  }
  if (isOnly(left, 'boolean') && isOnly(right, 'boolean'))
    return binary(toCel(left), '==', toCel(right), level.relation);
  if (!isOnly(left, 'text')) throw new Refusal(line, notATextOnTheLeft(left));
  return sameText(operand(left), [operand(right)]);
}

/** Converts one side of a comparison to text. */
const operand = (expression: Expression): Operand => ({
  cel: asText(expression),
  literal: expression.kind === 'literal' ? literalText(expression.value) : undefined,
});

function notATextOnTheLeft(left: Expression): string {
  if (left.kind === 'not')
    return '-not binds more tightly than a comparison, which then is between true or false and a text: write -not ( … )';
  return isOnly(left, 'number')
    ? 'with a number on the left PowerShell reads the right side as a number: write the column on the left'
    : 'with true or false on the left PowerShell only asks whether the right side is empty: write the column on the left';
}

/** PowerShell compares each element as if it were the left side. */
function among({ left, right, line }: Binary): Cel {
  const items = right.kind === 'list' ? right.items : [right];
  if ([left, ...items].some((side) => !isOnly(side, 'text')))
    throw new Refusal(line, 'both sides of -in must be texts: PowerShell compares others as what each element is');
  return sameText(operand(left), items.map(operand));
}

/** Converts a value to a condition. A text is true unless it is empty. */
function asBoolean(expression: Expression): Cel {
  return expression.kind === 'if'
    ? conditional(asBoolean(expression.condition), asBoolean(expression.then), asBoolean(expression.otherwise))
    : condition(expression, true);
}

function notSo(operand: Expression): Cel {
  return operand.kind === 'if' ? not(asBoolean(operand)) : condition(operand, false);
}

function condition(expression: Exclude<Expression, { kind: 'if' }>, wanted: boolean): Cel {
  if (isOnly(expression, 'text')) return binary(toCel(expression), wanted ? '!=' : '==', constant(''), level.relation);
  if (isOnly(expression, 'null')) return constant(!wanted);
  if (isOnly(expression, 'number')) throw new Refusal(expression.line, 'a number as a condition cannot be translated');
  return wanted ? toCel(expression) : not(toCel(expression));
}

/** Converts a value to text. */
function asText(expression: Expression): Cel {
  if (expression.kind === 'if')
    return conditional(asBoolean(expression.condition), asText(expression.then), asText(expression.otherwise));
  if (expression.kind === 'literal') return constant(literalText(expression.value));
  return isOnly(expression, 'boolean')
    ? conditional(toCel(expression), constant('True'), constant('False'))
    : toCel(expression);
}

/** Converts a literal to text as PowerShell does. */
export function literalText(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? '' : String(value);
}

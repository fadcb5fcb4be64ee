/** The expression of a script block. Only these kinds can be translated. */
export type Expression =
  | { kind: 'column'; name: string; line: number }
  | { kind: 'literal'; value: string | number | boolean | null; line: number }
  /** A double-quoted string with expressions in it. */
  | { kind: 'template'; parts: readonly (string | Expression)[]; line: number }
  | { kind: 'list'; items: readonly Expression[]; line: number }
  | { kind: 'not'; operand: Expression; line: number }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression; line: number }
  | { kind: 'if'; condition: Expression; then: Expression; otherwise: Expression; line: number };

export type BinaryOperator = '+' | '-eq' | '-ne' | '-in' | '-and' | '-or';

export type Type = 'text' | 'boolean' | 'number' | 'null' | 'list';

/** The types that an expression's value can have: several when the branches of an `if` differ. */
export function typesOf(expression: Expression): ReadonlySet<Type> {
  if (expression.kind === 'if') return new Set([...typesOf(expression.then), ...typesOf(expression.otherwise)]);
  return new Set([typeOf(expression)]);
}

function typeOf(expression: Exclude<Expression, { kind: 'if' }>): Type {
  if (expression.kind === 'list') return 'list';
  if (expression.kind === 'literal') return literalType(expression.value);
  if (expression.kind === 'not') return 'boolean';
  if (expression.kind === 'binary') return expression.operator === '+' ? 'text' : 'boolean';
  return 'text';
}

function literalType(value: string | number | boolean | null): Type {
  if (value === null) return 'null';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
}

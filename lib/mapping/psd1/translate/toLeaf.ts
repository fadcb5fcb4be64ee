import type { Leaf, LeafType } from '../../types';
import { atLine, refuse } from '../syntax/refusal';
import type { Node } from '../tree/node';
import { TooLongError } from './cel';
import { columnValue, literalText, toCel } from './convert';
import { evaluate } from './evaluate';
import { knownText, typesOf, type ValueType } from './known';
import { emptyScope } from './run';
import type { Value } from './value';

/** The attribute of a leaf. */
export interface Target {
  type: LeafType;
  /** Whether it is `active`, the only attribute where text is converted to a boolean. */
  active: boolean;
}

/** Creates the leaf of a column. @throws Refusal when the attribute accepts no text */
export function columnLeaf(name: string, target: Target): Leaf {
  checkTypes(columnValue(name), target);
  return name;
}

/** Creates the leaf of a script block: a constant, a column, or else a CEL expression. */
export function scriptLeaf(script: Node, target: Target): Leaf {
  try {
    return atLine(script.line, () => {
      const equals = equalsLeaf(script);
      if (equals !== undefined) checkTypes({ kind: 'literal', value: true }, target);
      return equals ?? valueLeaf(evaluate(script, emptyScope()), target);
    });
  } catch (error) {
    if (error instanceof TooLongError) refuse('becomes longer than an expression of a mapping can be', script.line);
    throw error;
  }
}

/** `$_.Column -eq 'text'`, which the page and the safeguards know as a status column. */
function equalsLeaf(script: Node): Leaf | undefined {
  const [statement, ...others] = script.kind === 'block' ? script.statements : [];
  if (statement?.kind !== 'output' || others.length > 0) return undefined;
  const { value } = statement;
  if (value.kind !== 'binary' || value.operator !== '-eq' || value.isCaseSensitive) return undefined;
  const [left, right] = [evaluateSide(value.left), evaluateSide(value.right)];
  const [column, constant] = left?.kind === 'text' ? [left, right] : [right, left];
  if (column?.kind !== 'text' || column.column === undefined || constant?.kind !== 'literal') return undefined;
  const isTurned = constant === left && knownText(constant) === undefined; // 5 -eq $_.Column compares numbers
  const equals = literalText(constant.value);
  if (isTurned || constant.value === null || equals === '' || equals.trim() !== equals) return undefined;
  return { column: column.column, equals, empty: false };
}

/** A column or a constant; anything else is no `equals`. */
function evaluateSide(side: Node): Value | undefined {
  return side.kind === 'literal' || (side.kind === 'member' && side.target.kind === 'record')
    ? evaluate(side, emptyScope())
    : undefined;
}

function valueLeaf(value: Value, target: Target): Leaf {
  checkTypes(value, target);
  if (value.kind === 'nothing') return { value: null };
  if (value.kind === 'text' && value.column !== undefined) return value.column;
  if (value.kind !== 'literal') return { expression: toCel(value).text };
  const isTruth = target.active && /^(?:true|false)$/i.test(String(value.value));
  return { value: isTruth ? /^true$/i.test(String(value.value)) : value.value };
}

const names: Readonly<Record<ValueType, string>> = {
  text: 'a text',
  boolean: 'true or false',
  number: 'a number',
  null: 'null',
  other: 'an array, a hashtable or a moment',
};

const fitting: Readonly<Record<LeafType, readonly ValueType[]>> = {
  string: ['text', 'null'],
  boolean: ['boolean', 'null'],
  integer: ['number', 'null'],
  any: ['text', 'boolean', 'number', 'null'],
};

/** Checks that a string attribute never gets a boolean, a boolean one no string, and so on. */
function checkTypes(value: Value, { type, active }: Target): void {
  const misfit = [...typesOf(value)].find((each) => !fitting[type].includes(each) && !(active && each === 'text'));
  if (misfit === undefined) return;
  const reason = type === 'any' ? 'cannot be sent' : `the attribute is a ${type}`;
  refuse(`gives ${names[misfit]}, but ${reason}${type === 'boolean' ? ": write -eq 'True'" : ''}`);
}

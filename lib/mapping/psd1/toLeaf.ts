import type { Leaf, LeafType } from '../types';
import { type Expression, type Type, typesOf } from './expression';
import { Refusal } from './syntax/refusal';
import { literalText, toCel } from './toCel';

/** The attribute of a leaf. */
export interface Target {
  type: LeafType;
  /** Whether it is `active`, the only attribute where text is converted to a boolean. */
  active: boolean;
}

const intrinsic = new Set(['psobject', 'psbase', 'psadapted', 'psextended', 'pstypenames']);

/** Creates the leaf of a column. @throws Refusal when the attribute accepts no text */
export function columnLeaf(name: string, target: Target, line: number): Leaf {
  if (name === '') throw new Refusal(line, 'the name of the column is empty');
  if (intrinsic.has(name.toLowerCase()))
    throw new Refusal(line, `${name} is part of every PowerShell object, before any column of that name`);
  checkTypes(new Set(['text']), target, line);
  return name;
}

/**
 * Creates the leaf of a script block: a constant, a column, `equals` for the comparison of a column
 * with a literal, or else a CEL expression.
 */
export function scriptLeaf(script: Expression, target: Target): Leaf {
  if (script.kind === 'literal') {
    if (script.value !== null) checkTypes(typesOf(script), target, script.line);
    return { value: script.value };
  }
  if (script.kind === 'column') return columnLeaf(script.name, target, script.line);
  const expression = toCel(script).text;
  checkTypes(typesOf(script), target, script.line);
  return equalsLeaf(script) ?? { expression };
}

/**
 * Creates a leaf with `equals`, which is false for an empty field and ignores surrounding spaces.
 * `undefined` for a literal that is empty or has such spaces: it needs CEL.
 */
function equalsLeaf(script: Expression): Leaf | undefined {
  if (script.kind !== 'binary' || script.operator !== '-eq') return undefined;
  const { left, right } = script;
  const [column, literal] = left.kind === 'column' ? [left, right] : [right, left];
  if (column.kind !== 'column' || literal.kind !== 'literal') return undefined;
  const equals = literalText(literal.value);
  return equals === '' || equals.trim() !== equals ? undefined : { column: column.name, equals, empty: false };
}

const names: Readonly<Record<Type, string>> = {
  text: 'a text',
  boolean: 'true or false',
  number: 'a number',
  null: 'null',
  list: 'an array',
};

/**
 * Checks that the types of PowerShell's value are types of the attribute: a string attribute never
 * gets a boolean, and a boolean one no string.
 */
function checkTypes(types: ReadonlySet<Type>, { type, active }: Target, line: number): void {
  const fits: readonly Type[] = {
    string: ['text'] as const,
    boolean: active ? (['boolean', 'null', 'text'] as const) : (['boolean', 'null'] as const),
    integer: ['number', 'null'] as const,
    any: ['text', 'boolean', 'number'] as const,
  }[type];
  const misfit = [...types].find((each) => !fits.includes(each));
  if (misfit === undefined) return;
  if (misfit === 'null')
    throw new Refusal(line, "without a value PowerShell gives null, which would be sent as '': write else { '' }");
  const reason = type === 'any' ? 'cannot be sent' : `the attribute is a ${type}`;
  throw new Refusal(line, `gives ${names[misfit]}, but ${reason}${type === 'boolean' ? ": write -eq 'True'" : ''}`);
}

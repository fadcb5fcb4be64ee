import type { Leaf, LeafType } from '../types';
import { type Expression, type Type, typesOf } from './expression';
import { Refusal } from './refusal';
import { literalText, toCel } from './toCel';

/** What a leaf of the mapping has to give. */
export interface Target {
  type: LeafType;
  /** Whether it is `active`, the one attribute where a text that reads as a boolean becomes one. */
  active: boolean;
}

const intrinsic = new Set(['psobject', 'psbase', 'psadapted', 'psextended', 'pstypenames']);

/** A column as a leaf. @throws Refusal when its text would not be sent as a text, or when it is none */
export function columnLeaf(name: string, target: Target, line: number): Leaf {
  if (name === '') throw new Refusal(line, 'the name of the column is empty');
  if (intrinsic.has(name.toLowerCase()))
    throw new Refusal(line, `${name} is part of every PowerShell object, before any column of that name`);
  checkTypes(new Set(['text']), target, line);
  return name;
}

/** A script block as a leaf: a constant, a column, `equals` between a column and a literal, and CEL for the rest. */
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

/** `equals` never holds for an empty field, and ignores outer spaces: a literal that is empty or has some needs CEL. */
function equalsLeaf(script: Expression): Leaf | undefined {
  if (script.kind !== 'binary' || script.operator !== '-eq') return undefined;
  const { left, right } = script;
  const [column, literal] = left.kind === 'column' ? [left, right] : [right, left];
  if (column.kind !== 'column' || literal.kind !== 'literal') return undefined;
  const equals = literalText(literal.value);
  return equals === '' || equals.trim() !== equals ? undefined : { column: column.name, equals };
}

const names: Readonly<Record<Type, string>> = {
  text: 'a text',
  boolean: 'true or false',
  number: 'a number',
  null: 'null',
  list: 'an array',
};

/** Whether what PowerShell would give is what is sent: here a string attribute never gets a boolean, nor the other way round. */
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

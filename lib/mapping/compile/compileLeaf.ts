import type { Attribute } from '../../scim/schemas';
import type { Leaf } from '../file/leaf';
import type { LeafType, Scalar } from '../types';
import { checkExpression } from './checkExpression';
import type { Columns } from './columns';
import { planExpression } from './expression';
import { type ColumnLeaf, readerOf, readerOfType } from './valueParser';

/** A leaf's value in a record; `undefined` leaves the attribute out. What is wrong with the record goes into `reasons`. */
export type ValueOf = (fields: readonly string[], reasons: string[]) => Scalar | undefined;

export interface LeafContext {
  /** The leaf's place in the mapping file, for problems and reasons. */
  path: string;
  type: LeafType;
  columns: Columns;
  emptyValue: Scalar | undefined;
  /** Takes what is wrong with the mapping beside this header. */
  problem(message: string): void;
  /** Takes a column that the header lacks. */
  missing(column: string): void;
}

export interface CompiledLeaf {
  value: ValueOf;
  /** Whether a constant: it never keeps an attribute alive whose other leaves are all empty. */
  constant: boolean;
}

export const leafType = (attribute: Attribute | undefined): LeafType =>
  attribute === undefined || attribute.type === 'complex' ? 'any' : attribute.type;

/** Only spaces, or nothing. The first character decides nearly always. */
export const isEmpty = (text: string): boolean =>
  text === '' || (text.charCodeAt(0) <= 32 || text.charCodeAt(0) > 127 ? text.trim() === '' : false);

/** Compiles one leaf beside one header: column indexes are looked up here, once. */
export function compileLeaf(leaf: Leaf, context: LeafContext): CompiledLeaf {
  if (typeof leaf === 'string') return { value: columnValue({ column: leaf }, context), constant: false };
  if ('expression' in leaf) return expressionLeaf(leaf.expression, context);
  if ('column' in leaf) return { value: columnValue(leaf, context), constant: false };
  const { value } = leaf;
  return { value: () => value, constant: true };
}

function columnIndex(name: string, { columns, missing }: LeafContext): number {
  const index = columns.find(name);
  if (index === undefined) missing(name);
  return index ?? 0;
}

function columnValue(leaf: ColumnLeaf, context: LeafContext): ValueOf {
  const { path, type, emptyValue } = context;
  const index = columnIndex(leaf.column, context);
  const whenEmpty = leaf.equals !== undefined ? false : emptyValue;
  const plain =
    leaf.lookup === undefined &&
    leaf.default === undefined &&
    leaf.equals === undefined &&
    (leaf.type ?? 'string') === 'string';
  if (plain && type !== 'boolean' && type !== 'integer') {
    return (fields) => {
      const text = fields[index] as string;
      return isEmpty(text) ? whenEmpty : text;
    };
  }
  const read = readerOf(leaf, type);
  const lookup = new Map(Object.entries(leaf.lookup ?? {}));
  const reason = `${path}: the text in column ${leaf.column} is not ${expected(leaf, type)}`;
  return (fields, reasons) => {
    const text = fields[index] as string;
    const given = isEmpty(text) ? leaf.default : text;
    if (given === undefined || (typeof given === 'string' && isEmpty(given))) return whenEmpty;
    const value = read(typeof given === 'string' ? (lookup.get(given) ?? given) : given);
    if (value === undefined) reasons.push(reason);
    return value;
  };
}

function expected(leaf: ColumnLeaf, type: LeafType): string {
  if (leaf.equals !== undefined) return 'text';
  if (leaf.type === 'dateTime') return `a date like ${leaf.format ?? 'yyyy-MM-dd'}`;
  if (leaf.type === 'boolean' && leaf.true !== undefined) return 'one of the words listed for true and false';
  const actual = leaf.type ?? type;
  return actual === 'boolean' ? 'true or false' : actual === 'integer' ? 'an integer' : 'text';
}

function expressionLeaf(source: string, context: LeafContext): CompiledLeaf {
  const { path, type, columns, emptyValue, problem } = context;
  const { expression, keys, problems, constant } = checkExpression(source);
  problems.forEach(problem);
  for (const key of keys) {
    const index = columns.find(key.name);
    const name = index === undefined ? undefined : columns.header[index];
    if (name !== undefined) key.set(name);
    else if (key.required) columnIndex(key.name, context);
  }
  const evaluate = planExpression(expression, columns.header);
  const read = readerOfType(type);
  const value: ValueOf = (fields, reasons) => {
    const result = evaluate(fields);
    if (result === null || (typeof result === 'string' && isEmpty(result))) return emptyValue;
    const given = result === undefined ? undefined : read(result);
    if (given === undefined) {
      reasons.push(
        `${path}: the expression ${result === undefined ? 'fails on' : `does not give ${article(type)} for`} this record`,
      );
    }
    return given;
  };
  return { value, constant };
}

const article = (type: LeafType): string => (type === 'integer' ? 'an integer' : `a ${type}`);

import type { Attribute } from '../../scim/schemas';
import type { ColumnLeaf, Leaf, LeafType, Scalar } from '../types';
import { checkExpression } from './checkExpression';
import type { Columns } from './columns';
import { createEvaluator } from './expression';
import { createTypeParser, createValueParser } from './valueParser';

/**
 * Reads a leaf's value from a record; `undefined` omits the attribute. Adds what is wrong with the
 * record to `reasons`.
 */
export type ReadValue = (fields: readonly string[], reasons: string[]) => Scalar | undefined;

export interface LeafContext {
  /** The leaf's path in the mapping file, for problems and reasons. */
  path: string;
  type: LeafType;
  columns: Columns;
  emptyValue: Scalar | undefined;
  /** Adds a problem of the mapping with this header. */
  addProblem(message: string): void;
  /** Adds a column that the header lacks. */
  addMissing(column: string): void;
}

export interface CompiledLeaf {
  readValue: ReadValue;
  /** Whether the value is the same for every record. */
  constant: boolean;
}

export const toLeafType = (attribute: Attribute | undefined): LeafType =>
  attribute === undefined || attribute.type === 'complex' ? 'any' : attribute.type;

/** Whether a text is empty or only spaces. Nearly always the first character decides. */
export const isEmpty = (text: string): boolean =>
  text === '' || (text.charCodeAt(0) <= 32 || text.charCodeAt(0) > 127 ? text.trim() === '' : false);

/** Compiles one leaf for one header. Column indexes are looked up here, once. */
export function compileLeaf(leaf: Leaf, context: LeafContext): CompiledLeaf {
  if (typeof leaf === 'string') return { readValue: compileColumn({ column: leaf }, context), constant: false };
  if ('expression' in leaf) return compileExpression(leaf.expression, context);
  if ('column' in leaf) return { readValue: compileColumn(leaf, context), constant: false };
  const { value } = leaf;
  return { readValue: () => value, constant: true };
}

function findColumn(name: string, { columns, addMissing }: LeafContext): number {
  const index = columns.find(name);
  if (index === undefined) addMissing(name);
  return index ?? 0;
}

/** Whether a leaf sends its column's text unchanged. Any key but `column` and `type` changes it. */
const isPlainText = ({ column, type = 'string', ...options }: ColumnLeaf): boolean =>
  type === 'string' && Object.values(options).every((option) => option === undefined);

function compileColumn(leaf: ColumnLeaf, context: LeafContext): ReadValue {
  const { path, type, emptyValue } = context;
  const index = findColumn(leaf.column, context);
  const whenEmpty = leaf.equals !== undefined ? false : emptyValue;
  if (isPlainText(leaf) && type !== 'boolean' && type !== 'integer') {
    return (fields) => {
      const text = fields[index] as string;
      return isEmpty(text) ? whenEmpty : text;
    };
  }
  const parse = createValueParser(leaf, type);
  const lookup = new Map(Object.entries(leaf.lookup ?? {}));
  const reason = `${path}: the text in column ${leaf.column} is not ${describeExpected(leaf, type)}`;
  return (fields, reasons) => {
    const text = fields[index] as string;
    const given = isEmpty(text) ? leaf.default : text;
    if (given === undefined || (typeof given === 'string' && isEmpty(given))) return whenEmpty;
    const value = parse(typeof given === 'string' ? (lookup.get(given) ?? given) : given);
    if (value === undefined) reasons.push(reason);
    return value;
  };
}

function describeExpected(leaf: ColumnLeaf, type: LeafType): string {
  if (leaf.equals !== undefined) return 'text';
  if (leaf.type === 'dateTime') return `a date like ${leaf.format ?? 'yyyy-MM-dd'}`;
  if (leaf.type === 'boolean' && leaf.true !== undefined) return 'one of the words listed for true and false';
  const actual = leaf.type ?? type;
  return actual === 'boolean' ? 'true or false' : actual === 'integer' ? 'an integer' : 'text';
}

function compileExpression(source: string, context: LeafContext): CompiledLeaf {
  const { path, type, columns, emptyValue, addProblem } = context;
  const { expression, keys, problems, constant } = checkExpression(source);
  problems.forEach(addProblem);
  for (const key of keys) {
    const index = columns.find(key.name);
    const name = index === undefined ? undefined : columns.header[index];
    if (name !== undefined) key.set(name);
    else if (key.required) findColumn(key.name, context);
  }
  const evaluate = createEvaluator(expression, columns.header);
  const parse = createTypeParser(type);
  const readValue: ReadValue = (fields, reasons) => {
    const result = evaluate(fields);
    if (result === null || (typeof result === 'string' && isEmpty(result))) return emptyValue;
    const value = result === undefined ? undefined : parse(result);
    if (value === undefined) {
      reasons.push(
        `${path}: the expression ${result === undefined ? 'fails on' : `does not give ${withArticle(type)} for`} this record`,
      );
    }
    return value;
  };
  return { readValue, constant };
}

const withArticle = (type: LeafType): string => (type === 'integer' ? 'an integer' : `a ${type}`);

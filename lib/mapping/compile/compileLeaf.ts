import type { Attribute } from '../../scim/schemas';
import { kindOf, requiredPaths } from '../leaves';
import type { ActivePeriodLeaf, ColumnLeaf, ExpressionLeaf, Leaf, LeafKinds, LeafType, Scalar } from '../types';
import { compileActivePeriod } from './activePeriod';
import { checkExpression } from './cel/checkExpression';
import { createEvaluator } from './cel/expression';
import { type CompiledLeaf, findColumn, isEmpty, type LeafContext, type ReadValue } from './leafContext';
import type { RecordFindings } from './recordFindings';
import { createTypeParser, createValueParser, foldText } from './valueParser';

export const toLeafType = (attribute: Attribute | undefined): LeafType =>
  attribute === undefined || attribute.type === 'complex' ? 'any' : attribute.type;

/** Compiles one leaf for one header. Column indexes are looked up here, once. */
export function compileLeaf(leaf: Leaf, context: LeafContext): CompiledLeaf {
  if (typeof leaf === 'string') return { readValue: compileColumn({ column: leaf }, context), constant: false };
  switch (kindOf(leaf)) {
    case 'expression':
      return compileExpression(leaf as ExpressionLeaf, context);
    case 'activePeriod':
      return { readValue: compileActivePeriod(leaf as ActivePeriodLeaf, context), constant: false };
    case 'column':
      return { readValue: compileColumn(leaf as ColumnLeaf, context), constant: false };
    case 'constant': {
      const { value } = leaf as LeafKinds['constant'];
      return { readValue: () => value, constant: true };
    }
  }
}

/** Reports a value that cannot be read, and gives what takes its place. */
function createRefusal(
  { path, emptyValue }: LeafContext,
  { column, invalid }: Pick<Partial<ColumnLeaf>, 'column' | 'invalid'>,
): (findings: RecordFindings, message: string) => Scalar | undefined {
  if (requiredPaths.includes(path))
    return ({ rejections }, message) => {
      rejections.push({ path, column, message });
      return undefined;
    };
  return (findings, message) => {
    if (invalid === 'null') findings.notes.push({ code: 'invalid_value', path, column });
    else findings.invalid.push({ path, column, message });
    return emptyValue;
  };
}

/** Whether a leaf sends its column's text unchanged. Any key but `column` and `type` changes it. */
const isPlainText = ({ column, type = 'string', ...options }: ColumnLeaf): boolean =>
  type === 'string' && Object.values(options).every((option) => option === undefined);

function compileColumn(leaf: ColumnLeaf, context: LeafContext): ReadValue {
  const { type, emptyValue, timeZone, findPerson } = context;
  const index = findColumn(leaf.column, context);
  if (isPlainText(leaf) && type !== 'boolean' && type !== 'integer') {
    return (fields) => {
      const text = fields[index] as string;
      return isEmpty(text) ? emptyValue : text;
    };
  }
  if (leaf.find !== undefined) {
    const { find } = leaf;
    findColumn(find, context);
    return (fields, findings) => {
      const text = fields[index] as string;
      if (isEmpty(text)) return emptyValue;
      const found = findPerson?.(find, text);
      if (found === undefined && findPerson !== undefined)
        findings.notes.push({ code: 'manager_not_found', column: leaf.column });
      return found ?? emptyValue;
    };
  }
  const refuse = createRefusal(context, leaf);
  const parse = createValueParser({ ...leaf, timeZone: leaf.timeZone ?? timeZone }, type);
  const findLookup = createLookup(leaf.lookup);
  const reason = `the text is not ${describeExpected(leaf, type)}`;
  const whenEmpty = createEmptyReader(leaf, context);
  return (fields, findings) => {
    const text = fields[index] as string;
    const input = isEmpty(text) ? leaf.default : text;
    if (input === undefined || input === null || (typeof input === 'string' && isEmpty(input)))
      return whenEmpty(findings);
    const known = typeof input === 'string' ? findLookup(input) : undefined;
    if (known === null) return whenEmpty(findings);
    if (known === undefined && leaf.lookup !== undefined && input === text) {
      if (leaf.otherwise === 'reject') return refuse(findings, 'the text is not listed in lookup');
      findings.notes.push({ code: 'lookup_unknown', column: leaf.column });
      if (leaf.otherwise === null) return whenEmpty(findings);
    }
    const value = parse(known ?? input);
    return value === undefined ? refuse(findings, reason) : value;
  };
}

/** What an empty field gives. An `equals` without `empty` rejects the record. */
function createEmptyReader(
  { column, equals, empty }: Pick<ColumnLeaf, 'equals' | 'empty'> & { column: string },
  { path, emptyValue }: LeafContext,
): (findings: RecordFindings) => Scalar | undefined {
  if (equals === undefined) return () => emptyValue;
  if (empty !== undefined) return () => empty;
  if (path === 'attributes.active') return () => undefined; // reported as `active is empty`
  return ({ invalid }) => {
    invalid.push({ path, column, message: 'the field is empty' });
    return emptyValue;
  };
}

/** Looks a text up exactly, then without case and outer spaces. */
function createLookup(lookup: Record<string, Scalar> | undefined): (text: string) => Scalar | undefined {
  if (lookup === undefined) return () => undefined;
  const exact = new Map(Object.entries(lookup));
  const folded = new Map([...exact].map(([text, value]) => [foldText(text), value]));
  return (text) => (exact.has(text) ? exact.get(text) : folded.get(foldText(text)));
}

function describeExpected(leaf: ColumnLeaf, type: LeafType): string {
  if (leaf.equals !== undefined) return 'text';
  if (leaf.type === 'dateTime') return `a date like ${[leaf.format ?? 'yyyy-MM-dd'].flat().join(' or ')}`;
  if (leaf.type === 'boolean' && leaf.true !== undefined) return 'one of the words listed for true and false';
  const actual = leaf.type ?? type;
  return actual === 'boolean' ? 'true or false' : actual === 'integer' ? 'an integer' : 'text';
}

function compileExpression(leaf: ExpressionLeaf, context: LeafContext): CompiledLeaf {
  const { type, columns, emptyValue, today, addProblem } = context;
  const { expression, keys, problems: wrong, constant } = checkExpression(leaf.expression);
  wrong.forEach(addProblem);
  const refuse = createRefusal(context, leaf);
  for (const key of keys) {
    const index = columns.find(key.name);
    const name = index === undefined ? undefined : columns.header[index];
    if (name !== undefined) key.set(name);
    else if (key.required) findColumn(key.name, context);
  }
  const evaluate = createEvaluator(expression, columns.header, today);
  const parse = createTypeParser(type);
  const readValue: ReadValue = (fields, findings) => {
    const result = evaluate(fields);
    if (result === null) return emptyValue === undefined ? undefined : null; // null is a value of its own
    if (typeof result === 'string' && isEmpty(result)) return emptyValue;
    const value = result === undefined ? undefined : parse(result);
    if (value !== undefined) return value;
    const what = result === undefined ? 'fails on' : `does not give ${withArticle(type)} for`;
    return refuse(findings, `the expression ${what} this record`);
  };
  return { readValue, constant };
}

const withArticle = (type: LeafType): string => (type === 'integer' ? 'an integer' : `a ${type}`);

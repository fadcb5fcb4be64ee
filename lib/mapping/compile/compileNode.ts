import type { Problem } from '../../errors';
import type { Attribute } from '../../scim/schemas';
import { isLeaf } from '../leaves';
import type { Leaf, LeafType, Node, Scalar, UserMapping } from '../types';
import type { Columns } from './columns';
import { compileLeaf, toLeafType } from './compileLeaf';
import type { LeafContext } from './leafContext';
import type { RecordFindings } from './recordFindings';

/** A leaf's value for a record; `undefined` omits the attribute. */
export type LeafValue = Scalar | undefined;

/** A leaf of the mapping, or a column that is sent as it is. */
export interface LeafInfo {
  /** For example `name.familyName`. */
  path: string;
  constant: boolean;
}

export interface CompileContext {
  columns: Columns;
  emptyValues: UserMapping['emptyValues'];
  problems: Problem[];
  missing: { path: string; column: string }[];
  /** The leaves in the order in which they are compiled. */
  leaves: LeafInfo[];
  /** Receives the current record's value of each leaf, in the order of `leaves`. */
  values: LeafValue[] | undefined;
  timeZone: LeafContext['timeZone'];
  today: LeafContext['today'];
  findPerson: LeafContext['findPerson'];
}

type Value = Scalar | { [key: string]: Value } | Value[];
/** Builds a node's value for a record; `undefined` omits the attribute. */
type BuildValue = (fields: readonly string[], findings: RecordFindings) => Value | undefined;

interface CompiledNode {
  build: BuildValue;
  /** Whether every leaf below the node is a constant. */
  constant: boolean;
}

interface Member extends CompiledNode {
  name: string;
}

type FindAttribute = (name: string) => Attribute | undefined;

/** Compiles the members of an object; `findAttribute` looks up each member's SCIM attribute. */
export function compileMembers(
  nodes: ReadonlyMap<string, Node>,
  findAttribute: FindAttribute,
  path: string,
  context: CompileContext,
): Member[] {
  return [...nodes].map(([name, node]) => ({
    name,
    ...compileNode(node, findAttribute(name), `${path}.${name}`, context),
  }));
}

function compileNode(
  node: Node,
  attribute: Attribute | undefined,
  path: string,
  context: CompileContext,
): CompiledNode {
  if (Array.isArray(node)) return compileArray(node, attribute, path, context);
  const complex = attribute?.type === 'complex';
  if (typeof node === 'string' || (!complex && isLeaf(node)))
    return compileLeafNode(node, toLeafType(attribute), path, context);
  return compileObject(node as Record<string, Node>, attribute, path, context);
}

function compileLeafNode(leaf: Leaf, type: LeafType, path: string, context: CompileContext): CompiledNode {
  const { columns, emptyValues, missing, leaves, values, timeZone, today, findPerson } = context;
  const emptyValue = {
    null: null,
    empty: type === 'string' || type === 'any' ? emptyText(leaf) : null,
    omit: undefined,
  }[emptyValues];
  const { readValue, constant } = compileLeaf(leaf, {
    path,
    type,
    columns,
    emptyValue,
    timeZone,
    today,
    findPerson,
    addProblem: (message) => context.problems.push({ path, message }),
    addMissing: (column) => missing.push({ path, column }),
  });
  leaves.push({ path: path.replace(/^attributes\./, ''), constant });
  if (values === undefined) return { build: readValue, constant };
  const build: BuildValue = (fields, findings) => {
    const value = readValue(fields, findings);
    values.push(value);
    return value;
  };
  return { build, constant };
}

/** With `emptyValues: empty`, strings become `""`. Booleans and integers can only become null. */
const emptyText = (leaf: Leaf): Scalar =>
  typeof leaf === 'object' &&
  ('equals' in leaf || ('type' in leaf && (leaf.type === 'boolean' || leaf.type === 'integer')))
    ? null
    : '';

function compileArray(
  nodes: readonly Node[],
  attribute: Attribute | undefined,
  path: string,
  context: CompileContext,
): CompiledNode {
  const element = attribute && ({ type: attribute.type, subAttributes: attribute.subAttributes } as Attribute);
  const elements = nodes.map((node, index) => compileNode(node, element, `${path}.${index}`, context));
  const omit = context.emptyValues === 'omit';
  return {
    constant: elements.every(({ constant }) => constant),
    build: (fields, findings) => {
      const values: Value[] = [];
      for (const { build } of elements) {
        const value = build(fields, findings);
        if (value !== undefined) values.push(value);
      }
      return omit && values.length === 0 ? undefined : values;
    },
  };
}

function compileObject(
  nodes: Record<string, Node>,
  attribute: Attribute | undefined,
  path: string,
  context: CompileContext,
): CompiledNode {
  const { subAttributes = {}, extension = false } = attribute ?? {};
  const findAttribute: FindAttribute = (name) => (Object.hasOwn(subAttributes, name) ? subAttributes[name] : undefined);
  const members = compileMembers(new Map(Object.entries(nodes)), findAttribute, path, context);
  const constant = members.every((member) => member.constant);
  // when all columns of a complex attribute are empty, its constants are omitted too
  const dropsConstants = context.emptyValues === 'omit' && !constant && !extension;
  return { constant, build: buildObject(members, dropsConstants) };
}

/**
 * Builds an object of its members' values. Members without a value are omitted, and so is the
 * object when no member has one. With `dropsConstants`, constants alone do not count.
 */
export function buildObject(members: readonly Member[], dropsConstants = false): BuildValue {
  const [names, builds] = [members.map(({ name }) => name), members.map(({ build }) => build)];
  const counts = members.map(({ constant }) => !constant || !dropsConstants);
  const set = names.includes('__proto__') ? defineProperty : setProperty;
  return (fields, findings) => {
    const object: Record<string, Value> = {};
    let hasValue = false;
    for (let index = 0; index < builds.length; index++) {
      const value = builds[index]?.(fields, findings);
      if (value === undefined) continue;
      hasValue ||= counts[index] === true;
      set(object, names[index] as string, value);
    }
    return hasValue ? object : undefined;
  };
}

function setProperty(object: Record<string, Value>, name: string, value: Value): void {
  object[name] = value;
}

/** Sets `__proto__` too, as a property like any other. */
function defineProperty(object: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

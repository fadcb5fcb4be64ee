import type { CsvRecord } from '../../csv/record';
import { MappingError, type Problem } from '../../errors';
import { type Attribute, topAttribute } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { isLeaf, type Leaf } from '../file/leaf';
import type { Mapping } from '../file/parse';
import type { Node } from '../file/schema';
import { didYouMean } from '../suggest';
import type { LeafType, Scalar } from '../types';
import { Columns } from './columns';
import { compileLeaf, isEmpty, leafType } from './compileLeaf';
import { schemasOf, sentAttributes } from './sentAttributes';

/** What a record gives: a user, or the reasons why it cannot be sent. Neither names a field's text. */
export type Mapped =
  /** The values hold until the next record is mapped. */
  | { user: User; reasons?: undefined; values?: readonly LeafValue[] | undefined }
  | { user?: undefined; reasons: readonly string[]; externalId: string | undefined };

export type ToUser = (record: CsvRecord) => Mapped;

/** What a leaf gives for a record; `undefined` leaves it out. */
export type LeafValue = Scalar | undefined;

/** A leaf of the mapping, or a column that is sent as it is. */
export interface MappedLeaf {
  /** Such as `name.familyName`. */
  path: string;
  constant: boolean;
}

type Value = Scalar | { [key: string]: Value } | Value[];
/** A node's value in a record; `undefined` leaves it out. */
type Build = (fields: readonly string[], reasons: string[]) => Value | undefined;

interface Compiled {
  build: Build;
  /** Whether every leaf below is a constant. */
  constant: boolean;
}

interface Context {
  columns: Columns;
  mapping: Mapping;
  problems: Problem[];
  missing: { path: string; column: string }[];
  /** The leaves in the order of their values, … */
  leaves: MappedLeaf[];
  /** … which it takes, when somebody wants them. */
  values: LeafValue[] | undefined;
}

export interface CompileOptions {
  columns?: Columns;
  /** Whether each user comes with its leaves' values, in the order of `leaves`. */
  withValues?: boolean;
}

/** A mapping beside one file's header. */
export interface CompiledMapping {
  toUser: ToUser;
  leaves: readonly MappedLeaf[];
}

/** Compiles a mapping for the users alone. @throws MappingError (`wrong_columns`) */
export const compileMapping = (mapping: Mapping, header: readonly string[], options?: CompileOptions): ToUser =>
  compileWithLeaves(mapping, header, options).toUser;

/**
 * Compiles a mapping beside one file's header: column indexes, readers and expressions are prepared once, for all its records.
 * @throws MappingError (`wrong_columns`) when a column that the mapping names is missing, with all of them.
 */
export function compileWithLeaves(
  mapping: Mapping,
  header: readonly string[],
  { columns = new Columns(header), withValues = false }: CompileOptions = {},
): CompiledMapping {
  const values: Context['values'] = withValues ? [] : undefined;
  const context: Context = { columns, mapping, problems: [], missing: [], leaves: [], values };
  const schemas = schemasOf(mapping);
  const attributes = compileMembers(sentAttributes(mapping, columns), topAttribute, 'attributes', context);
  const problems = [...context.problems, ...missingColumns(context)];
  if (problems.length > 0) throw new MappingError(problems, 'wrong_columns');
  const build = buildObject([{ name: 'schemas', build: () => schemas, constant: true }, ...attributes]);
  const toUser: ToUser = ({ fields }) => {
    const reasons: string[] = [];
    if (values !== undefined) values.length = 0;
    const user = build(fields, reasons) as unknown as User;
    const externalId = isEmpty(user.externalId ?? '') ? undefined : user.externalId;
    const lacks = (name: string): boolean => !reasons.some((reason) => reason.startsWith(`attributes.${name}:`));
    if (externalId === undefined && lacks('externalId'))
      reasons.push('externalId is empty: without it Entra cannot tell who this is');
    if (typeof user.active !== 'boolean' && lacks('active'))
      reasons.push('active is empty: Entra would disable the account');
    return reasons.length > 0 ? { reasons, externalId } : { user, values };
  };
  return { toUser, leaves: context.leaves };
}

/** A header's names are told only where it is one, since some column was found: a file without a header begins with a person. */
function missingColumns({ missing, columns }: Context): Problem[] {
  const suggest = (column: string): string => (columns.found.size > 0 ? didYouMean(column, columns.header) : '');
  return missing.map(({ path, column }) => ({
    path,
    message: `column ${column} is not in the file's header${suggest(column)}`,
  }));
}

function compileNode(node: Node, attribute: Attribute | undefined, path: string, context: Context): Compiled {
  if (Array.isArray(node)) return compileArray(node, attribute, path, context);
  const complex = attribute?.type === 'complex';
  if (typeof node === 'string' || (!complex && isLeaf(node))) return leafAt(node, leafType(attribute), path, context);
  return compileObject(node as Record<string, Node>, attribute, path, context);
}

function leafAt(leaf: Leaf, type: LeafType, path: string, context: Context): Compiled {
  const { columns, mapping, problems, missing, leaves, values } = context;
  const emptyValue = {
    null: null,
    empty: type === 'string' || type === 'any' ? emptyText(leaf) : null,
    omit: undefined,
  }[mapping.emptyValues];
  const { value, constant } = compileLeaf(leaf, {
    path,
    type,
    columns,
    emptyValue,
    problem: (message) => problems.push({ path, message }),
    missing: (column) => missing.push({ path, column }),
  });
  leaves.push({ path: path.replace(/^attributes\./, ''), constant });
  if (values === undefined) return { build: value, constant };
  const build: Build = (fields, reasons) => {
    const given = value(fields, reasons);
    values.push(given);
    return given;
  };
  return { build, constant };
}

/** With `emptyValues: empty`, strings become `""`; booleans and integers have no empty value but null. */
const emptyText = (leaf: Leaf): Scalar =>
  typeof leaf === 'object' && 'type' in leaf && (leaf.type === 'boolean' || leaf.type === 'integer') ? null : '';

function compileArray(
  nodes: readonly Node[],
  attribute: Attribute | undefined,
  path: string,
  context: Context,
): Compiled {
  const element = attribute && ({ type: attribute.type, subAttributes: attribute.subAttributes } as Attribute);
  const elements = nodes.map((node, index) => compileNode(node, element, `${path}.${index}`, context));
  const omit = context.mapping.emptyValues === 'omit';
  return {
    constant: elements.every(({ constant }) => constant),
    build: (fields, reasons) => {
      const values: Value[] = [];
      for (const { build } of elements) {
        const value = build(fields, reasons);
        if (value !== undefined) values.push(value);
      }
      return omit && values.length === 0 ? undefined : values;
    },
  };
}

interface Member extends Compiled {
  name: string;
}

type AttributeOf = (name: string) => Attribute | undefined;

function compileMembers(
  nodes: ReadonlyMap<string, Node>,
  attributeOf: AttributeOf,
  path: string,
  context: Context,
): Member[] {
  return [...nodes].map(([name, node]) => ({
    name,
    ...compileNode(node, attributeOf(name), `${path}.${name}`, context),
  }));
}

function compileObject(
  nodes: Record<string, Node>,
  attribute: Attribute | undefined,
  path: string,
  context: Context,
): Compiled {
  const { subAttributes = {}, extension = false } = attribute ?? {};
  const attributeOf: AttributeOf = (name) => (Object.hasOwn(subAttributes, name) ? subAttributes[name] : undefined);
  const members = compileMembers(new Map(Object.entries(nodes)), attributeOf, path, context);
  const constant = members.every((member) => member.constant);
  // a complex attribute whose column-fed leaves are all empty goes with its constants
  const dropsConstants = context.mapping.emptyValues === 'omit' && !constant && !extension;
  return { constant, build: buildObject(members, dropsConstants) };
}

/** An object of its members' values, without those that are left out; left out itself when none is there. */
function buildObject(members: readonly Member[], dropsConstants = false): Build {
  const [names, builds] = [members.map(({ name }) => name), members.map(({ build }) => build)];
  const isFed = members.map(({ constant }) => !constant || !dropsConstants);
  return (fields, reasons) => {
    const object: Record<string, Value> = {};
    let fed = false;
    for (let index = 0; index < builds.length; index++) {
      const value = builds[index]?.(fields, reasons);
      if (value === undefined) continue;
      fed ||= isFed[index] === true;
      set(object, names[index] as string, value);
    }
    return fed ? object : undefined;
  };
}

function set(object: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true });
  else object[name] = value;
}

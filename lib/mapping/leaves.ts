import { type Attribute, findTopAttribute } from '../scim/schemas';
import type { ActivePeriodLeaf, Leaf, LeafKind, LeafKinds, Node, UserMapping } from './types';

/** A leaf of a mapping and the attribute that it fills. */
export interface MappedLeaf {
  /**
   * The name of the source attribute in a synchronization schema: `name.givenName`, or
   * `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`.
   */
  path: string;
  /** `undefined` for an element whose `type` depends on the record: `path` is the attribute. */
  leaf?: Leaf;
}

/** The keys of which each kind of leaf has at least one. The first kind that has one decides. */
const keysOfKinds: { [Kind in LeafKind]: readonly (keyof LeafKinds[Kind])[] } = {
  expression: ['expression'],
  activePeriod: ['from', 'until'],
  column: ['column'],
  constant: ['value'],
};

/**
 * The kind of leaf that an object with these keys is; `undefined` for an attribute with
 * sub-attributes: `{ "value": "ManagerID" }` is a constant, but
 * `{ "value": "Mail", "type": { "value": "work" } }` has two sub-attributes.
 */
export function findLeafKind(keys: readonly string[]): LeafKind | undefined {
  const kinds = Object.keys(keysOfKinds) as LeafKind[];
  const kind = kinds.find((kind) => (keysOfKinds[kind] as readonly string[]).some((key) => keys.includes(key)));
  return kind === 'constant' && keys.length > 1 ? undefined : kind;
}

export const kindOf = (leaf: Exclude<Leaf, string>): LeafKind => findLeafKind(Object.keys(leaf)) as LeafKind;

export const isLeaf = (node: object): node is Exclude<Leaf, string> => findLeafKind(Object.keys(node)) !== undefined;

export const isActivePeriod = (leaf: object): leaf is ActivePeriodLeaf =>
  findLeafKind(Object.keys(leaf)) === 'activePeriod';

/** Leaves whose value nothing can replace: a record without it is rejected. */
export const requiredPaths: readonly string[] = ['attributes.externalId', 'attributes.active'];

/** A leaf's `column`, or the column that it is the name of: reasons name it. */
export function sourceColumnOf(leaf: unknown): string | undefined {
  const column = typeof leaf === 'object' && leaf !== null && 'column' in leaf ? leaf.column : leaf;
  return typeof column === 'string' ? column : undefined;
}

/** Lists every leaf of a mapping in its order. Columns that are sent as they are have no leaf. */
export const listLeaves = ({ attributes }: Pick<UserMapping, 'attributes'>): MappedLeaf[] =>
  Object.entries(attributes).flatMap(([name, node]) => listLeavesBelow(name, node, findTopAttribute(name)));

function listLeavesBelow(path: string, node: Node, attribute: Attribute | undefined): MappedLeaf[] {
  if (Array.isArray(node)) return node.flatMap((element) => listLeavesOfElement(path, element, attribute));
  if (typeof node === 'string' || (attribute?.type !== 'complex' && isLeaf(node)))
    return [{ path, leaf: node as Leaf }];
  const separator = attribute?.extension ? ':' : '.';
  return Object.entries(node as Record<string, Node>).flatMap(([name, inner]) =>
    listLeavesBelow(`${path}${separator}${name}`, inner, attribute?.subAttributes?.[name]),
  );
}

/** Sub-attributes that describe an element and not the person (RFC 7643 §2.4). */
const elementAttributes = new Set(['type', 'primary']);

function listLeavesOfElement(path: string, element: Node, attribute: Attribute | undefined): MappedLeaf[] {
  const type = typeof element === 'object' && 'type' in element ? element.type : undefined;
  const constant = typeof type === 'object' && 'value' in type ? type.value : undefined;
  if (typeof constant !== 'string') return [{ path }];
  return Object.entries(element as Record<string, Node>)
    .filter(([name]) => !elementAttributes.has(name))
    .flatMap(([name, inner]) =>
      listLeavesBelow(`${path}[type eq "${constant}"].${name}`, inner, attribute?.subAttributes?.[name]),
    );
}

/** A leaf that is an object, and its path in the mapping file. */
export interface PlacedLeaf {
  /** For example `attributes.name.familyName`. */
  path: string;
  leaf: Exclude<Leaf, string>;
}

/** Lists the leaves that are objects, with their paths in the mapping file. */
export const listObjectLeaves = ({ attributes }: { attributes: object }): PlacedLeaf[] =>
  Object.entries(attributes as Record<string, Node | undefined>).flatMap(([name, node]) =>
    listObjectLeavesBelow(node, `attributes.${name}`),
  );

function listObjectLeavesBelow(node: Node | undefined, path: string): PlacedLeaf[] {
  if (typeof node !== 'object' || node === null) return [];
  // the value of a complex attribute is a leaf, and not the attribute
  const isComplex = 'value' in node && typeof node.value === 'object' && node.value !== null;
  if (!Array.isArray(node) && !isComplex && isLeaf(node)) return [{ path, leaf: node }];
  return Object.entries(node as Record<string, Node>).flatMap(([name, child]) =>
    listObjectLeavesBelow(child, `${path}.${name}`),
  );
}

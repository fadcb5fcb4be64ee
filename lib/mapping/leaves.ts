import { type Attribute, topAttribute } from '../scim/schemas';
import { isLeaf, type Leaf } from './file/leaf';
import type { Mapping } from './file/parse';
import type { Node } from './file/schema';

/** A leaf of a mapping, and the attribute that it fills. */
export interface MappedLeaf {
  /** As the source attributes of a synchronization schema are named: `name.givenName`, `urn:…:User:department`. */
  path: string;
  /** Missing for an element whose type only the file tells: the attribute as a whole is meant. */
  leaf?: Leaf;
}

/** Every leaf of a mapping, in its order, without the columns that are sent as they are. */
export const leavesOf = ({ attributes }: Mapping): MappedLeaf[] =>
  Object.entries(attributes).flatMap(([name, node]) => leavesBelow(name, node, topAttribute(name)));

function leavesBelow(path: string, node: Node, attribute: Attribute | undefined): MappedLeaf[] {
  if (Array.isArray(node)) return node.flatMap((element) => leavesOfElement(path, element, attribute));
  if (typeof node === 'string' || (attribute?.type !== 'complex' && isLeaf(node)))
    return [{ path, leaf: node as Leaf }];
  const separator = attribute?.extension ? ':' : '.';
  return Object.entries(node as Record<string, Node>).flatMap(([name, inner]) =>
    leavesBelow(`${path}${separator}${name}`, inner, attribute?.subAttributes?.[name]),
  );
}

/** Sub-attributes that describe an element, and are no attributes of the person (RFC 7643 §2.4). */
const describing = new Set(['type', 'primary']);

function leavesOfElement(path: string, element: Node, attribute: Attribute | undefined): MappedLeaf[] {
  const type = typeof element === 'object' && 'type' in element ? element.type : undefined;
  const constant = typeof type === 'object' && 'value' in type ? type.value : undefined;
  if (typeof constant !== 'string') return [{ path }];
  return Object.entries(element as Record<string, Node>)
    .filter(([name]) => !describing.has(name))
    .flatMap(([name, inner]) =>
      leavesBelow(`${path}[type eq "${constant}"].${name}`, inner, attribute?.subAttributes?.[name]),
    );
}

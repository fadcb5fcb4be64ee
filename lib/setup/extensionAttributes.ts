import type { AttributeType, NewAttribute } from '../graph/provisioning/sourceAttributes';
import type { Mapping } from '../mapping/file/parse';
import { kindOf, listLeaves } from '../mapping/leaves';
import type { ColumnLeaf, Leaf, LeafKinds } from '../mapping/types';
import { enterpriseUser } from '../scim/schemas';

/**
 * Lists the attributes of schema extensions that a mapping sends. `header` replaces the columns
 * `"*"`.
 */
export function listExtensionAttributes(mapping: Mapping, header: readonly string[]): NewAttribute[] {
  const mapped = listLeaves(mapping)
    .filter(({ path }) => isOfExtension(path))
    .map(({ path, leaf }) => ({ name: path, type: findType(leaf) }));
  const all = new Map([...listColumns(mapping, header), ...mapped].map((attribute) => [attribute.name, attribute]));
  return [...all.values()];
}

const isOfExtension = (path: string): boolean => /^urn:/i.test(path) && !path.startsWith(`${enterpriseUser}:`);

function listColumns({ extension }: Mapping, header: readonly string[]): NewAttribute[] {
  if (extension === undefined) return [];
  const { schema, columns } = extension;
  return (columns === '*' ? header : columns).map((column) => ({ name: `${schema}:${column}`, type: 'String' }));
}

const types = { boolean: 'Boolean', integer: 'Integer', dateTime: 'DateTime', string: 'String' } as const;

function findType(leaf: Leaf | undefined): AttributeType {
  if (typeof leaf !== 'object') return 'String';
  switch (kindOf(leaf)) {
    case 'expression':
      return 'String';
    case 'activePeriod':
      return 'Boolean';
    case 'column': {
      const { equals, type = 'string' } = leaf as ColumnLeaf;
      return equals === undefined ? types[type] : 'Boolean';
    }
    case 'constant':
      return ofConstant((leaf as LeafKinds['constant']).value);
  }
}

function ofConstant(value: unknown): AttributeType {
  if (typeof value === 'boolean') return 'Boolean';
  return typeof value === 'number' ? 'Integer' : 'String';
}

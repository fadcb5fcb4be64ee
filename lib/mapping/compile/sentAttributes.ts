import { coreUser, enterpriseUser } from '../../scim/schemas';
import type { Node, UserMapping } from '../types';
import type { Columns } from './columns';

/** Lists the schemas of a user: Core User, Enterprise User, then each extension of the mapping. */
export function listSchemas({ attributes, extension }: UserMapping): string[] {
  const others = Object.keys(attributes).filter((name) => /^urn:/i.test(name));
  return [...new Set([coreUser, enterpriseUser, ...others, ...(extension === undefined ? [] : [extension.schema])])];
}

/**
 * Collects the mapped attributes, and the columns that are sent as they are as leaves of their
 * schema extension.
 */
export function collectSentAttributes(
  { attributes, extension }: UserMapping,
  { header }: Pick<Columns, 'header'>,
): Map<string, Node> {
  const nodes = new Map(Object.entries(attributes));
  if (extension === undefined) return nodes;
  const mapped = Object.entries((nodes.get(extension.schema) as Record<string, Node> | undefined) ?? {});
  const names = extension.columns === '*' ? header : extension.columns;
  // without a prototype, because a column can be called __proto__
  const leaves: Record<string, Node> = Object.assign(Object.create(null), Object.fromEntries(mapped));
  for (const name of names) leaves[name] ??= name;
  return nodes.set(extension.schema, leaves);
}

import { coreUser, enterpriseUser } from '../../scim/schemas';
import type { Mapping } from '../file/parse';
import type { Node } from '../file/schema';
import type { Columns } from './columns';

/** Core User, Enterprise User, then each extension that the mapping uses. */
export function schemasOf({ attributes, extension }: Mapping): string[] {
  const others = Object.keys(attributes).filter((name) => /^urn:/i.test(name));
  return [...new Set([coreUser, enterpriseUser, ...others, ...(extension === undefined ? [] : [extension.schema])])];
}

/** The mapped attributes, and the columns that are sent as they are, as leaves of their schema extension. */
export function sentAttributes({ attributes, extension }: Mapping, { header }: Columns): Map<string, Node> {
  const nodes = new Map(Object.entries(attributes));
  if (extension === undefined) return nodes;
  const mapped = Object.entries((nodes.get(extension.schema) as Record<string, Node> | undefined) ?? {});
  const names = extension.columns === '*' ? header : extension.columns;
  // no prototype: a column may be called __proto__
  const asTheyAre: Record<string, Node> = Object.assign(Object.create(null), Object.fromEntries(mapped));
  for (const name of names) asTheyAre[name] ??= name;
  return nodes.set(extension.schema, asTheyAre);
}

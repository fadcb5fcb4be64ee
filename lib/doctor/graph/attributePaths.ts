import type { Mapping } from '../../mapping/file/parse';
import { listLeaves } from '../../mapping/leaves';

/**
 * What a mapping sends, named as the source attributes of a synchronization schema: `name.givenName`,
 * `emails[type eq "work"].value`, `urn:…:User:department`. Where only a file tells, the name of what it is part of: `emails`
 * whose type is a column's, or a schema extension that takes all columns.
 */
export const attributePaths = (mapping: Mapping): string[] => [
  ...new Set([...listLeaves(mapping).map(({ path }) => path), ...extensionPaths(mapping.extension)]),
];

function extensionPaths(extension: Mapping['extension']): string[] {
  if (extension === undefined) return [];
  const { schema, columns } = extension;
  return columns === '*' ? [schema] : columns.map((column) => `${schema}:${column}`);
}

/** Whether a source attribute is what a path names, or a part of it. SCIM tells no names apart by case (RFC 7643 §2.1). */
export function covers(path: string, sourceAttribute: string): boolean {
  const [own, name] = [path.toLowerCase(), sourceAttribute.toLowerCase()];
  return own === name || own === `${name}.value` || ['.', '[', ':'].some((next) => name.startsWith(`${own}${next}`));
}

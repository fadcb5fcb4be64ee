import type { Mapping } from '../../mapping/file/parse';
import { listLeaves } from '../../mapping/leaves';

/**
 * Lists what a mapping sends, in the form of the source attributes of a synchronization schema:
 * `name.givenName`, `emails[type eq "work"].value`, `urn:example:User:department`. When the rest
 * depends on the file, only the common part is listed: `emails` when the type comes from a column,
 * the schema extension when it takes all columns.
 */
export const listAttributePaths = (mapping: Mapping): string[] => [
  ...new Set([...listLeaves(mapping).map(({ path }) => path), ...extensionPaths(mapping.extension)]),
];

function extensionPaths(extension: Mapping['extension']): string[] {
  if (extension === undefined) return [];
  const { schema, columns } = extension;
  return columns === '*' ? [schema] : columns.map((column) => `${schema}:${column}`);
}

/**
 * Whether a source attribute is the attribute of a path, or a part of it. SCIM attribute names are
 * case-insensitive (RFC 7643 §2.1).
 */
export function coversAttribute(path: string, sourceAttribute: string): boolean {
  const [own, name] = [path.toLowerCase(), sourceAttribute.toLowerCase()];
  return own === name || own === `${name}.value` || ['.', '[', ':'].some((next) => name.startsWith(`${own}${next}`));
}

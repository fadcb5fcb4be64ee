import type { Problem } from '../../errors';
import { coreUser, coreUserAttributes, enterpriseUser, findTopAttribute } from '../../scim/schemas';
import { isLeaf } from '../leaves';
import { didYouMean } from '../suggest';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many levels a mapping file can have. The checks are recursive, so the stack limits it. */
const maxLevels = 100;

/** Checks how deeply a mapping file is nested. Run this check before the others. */
export const checkNesting = (raw: unknown): Problem[] =>
  isDeeperThan(maxLevels, raw) ? [{ path: '', message: `is nested more than ${maxLevels} levels deep` }] : [];

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeeperThan(levels - 1, child)));

/**
 * Checks the keys of `attributes`: each is a SCIM attribute or a `urn:` namespace. Returns the
 * problems, and the file without the unknown keys, which the schema then validates.
 */
export function checkAttributeNames(raw: unknown): { known: unknown; problems: Problem[] } {
  if (!isObject(raw) || !isObject(raw.attributes)) return { known: raw, problems: [] };
  const names = [...Object.keys(coreUserAttributes), enterpriseUser];
  const unknown = Object.keys(raw.attributes).filter(
    (name) => name === coreUser || findTopAttribute(name) === undefined,
  );
  const attributes = Object.fromEntries(Object.entries(raw.attributes).filter(([name]) => !unknown.includes(name)));
  const problems = unknown.map((name) => ({
    path: `attributes.${name}`,
    message:
      name === coreUser
        ? 'the Core User attributes belong directly under attributes'
        : `not an attribute of the SCIM Core User schema${didYouMean(name, names)}`,
  }));
  const unvalidated = Object.entries(attributes).filter(([name]) => /^urn:/i.test(name) && name !== enterpriseUser);
  problems.push(...checkReservedNames(Object.fromEntries(unvalidated), 'attributes'));
  return { known: { ...raw, attributes }, problems };
}

/** An attribute called `__proto__` would get lost where the JSON becomes an object. */
function checkReservedNames(node: unknown, path: string): Problem[] {
  if (typeof node !== 'object' || node === null || (isObject(node) && 'lookup' in node)) return [];
  return Object.entries(node).flatMap(([name, child]) =>
    name === '__proto__'
      ? [{ path: `${path}.${name}`, message: 'cannot be an attribute' }]
      : checkReservedNames(child, `${path}.${name}`),
  );
}

/** Checks keys of a mapping file that are each valid but contradict one another. */
export const checkConflicts = (raw: unknown): Problem[] => [
  ...checkExtension(raw),
  ...checkAbsent(raw),
  ...checkChangeLimits(raw),
];

/** A limit of changes names an attribute that the mapping has. */
function checkChangeLimits(raw: unknown): Problem[] {
  if (!isObject(raw) || !isObject(raw.safeguards) || !isObject(raw.safeguards.maxChangedPercent)) return [];
  const paths = [...anyAttribute, ...attributePaths(raw.attributes, [])];
  return Object.keys(raw.safeguards.maxChangedPercent)
    .filter((name) => !paths.includes(name))
    .map((name) => ({
      path: `safeguards.maxChangedPercent.${name}`,
      message: `not an attribute of this mapping${didYouMean(name, paths)}`,
    }));
}

/** Limits that need no attribute of the mapping. */
const anyAttribute = ['userName', '*'];

/** The paths of a mapping's leaves, such as `name.familyName` and `phoneNumbers.0.value`. */
function attributePaths(node: unknown, path: readonly string[]): string[] {
  const own = path.join('.');
  if (typeof node !== 'object' || node === null) return [own];
  if (path.length > 0 && isObject(node) && isLeaf(node)) return 'value' in node ? [own, `${own}.value`] : [own]; // a constant, or a complex attribute
  return Object.entries(node).flatMap(([name, child]) => attributePaths(child, [...path, name]));
}

const checkAbsent = (raw: unknown): Problem[] =>
  isObject(raw) && raw.absent === 'deactivate' && raw.content === 'partial'
    ? [{ path: 'absent', message: 'deactivate is for full content: a partial file does not say who is gone' }]
    : [];

/** An attribute of the extension is either mapped or a column that is sent as it is, not both. */
function checkExtension(raw: unknown): Problem[] {
  if (!isObject(raw) || !isObject(raw.attributes) || !isObject(raw.extension)) return [];
  const { schema, columns } = raw.extension;
  const mapped = typeof schema === 'string' ? raw.attributes[schema] : undefined;
  if (!isObject(mapped) || !Array.isArray(columns)) return [];
  return columns
    .filter((name) => typeof name === 'string' && Object.hasOwn(mapped, name))
    .map((name) => ({ path: 'extension.columns', message: `${name} is mapped under attributes already` }));
}

import { isObject, type Json } from '../tenant/json';

export const managerPath = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';

/** Attributes of the SCIM user that are not attributes of the account. */
const nonAccountAttributes = new Set(['schemas', 'externalId', 'active', 'id', 'meta']);

/**
 * Flattens a SCIM user to values by attribute path, in the form of the source attributes of a
 * synchronization schema. Null and empty strings are omitted, because Entra ignores them without
 * "Flow null values".
 */
export function flattenUser(user: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(user).flatMap(([name, value]) => flattenRoot(name, value)));
}

type Leaf = [path: string, value: string];

function flattenRoot(name: string, value: unknown): Leaf[] {
  if (nonAccountAttributes.has(name)) return [];
  if (!name.startsWith('urn:') || !isObject(value)) return flattenValue(name, value);
  return Object.entries(value).flatMap(([attribute, inner]) => flattenValue(`${name}:${attribute}`, inner));
}

const hasType = (element: unknown): element is Json & { type: string } =>
  isObject(element) && typeof element.type === 'string';

function flattenValue(path: string, value: unknown): Leaf[] {
  if (value === null || value === undefined || value === '') return [];
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => flattenValue(`${path}.${name}`, inner));
  if (!Array.isArray(value)) return [[path, String(value)]];
  if (!value.every(hasType)) return value.length === 0 ? [] : [[path, JSON.stringify(value)]];
  return value.flatMap(({ type, ...others }) => flattenValue(`${path}[type eq "${type}"]`, others));
}

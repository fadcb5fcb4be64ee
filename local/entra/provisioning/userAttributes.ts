import { isObject, type Json } from '../tenant/json';

export const managerPath = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';

/** Attributes of the SCIM user that are no attributes of the account. */
const apart = new Set(['schemas', 'externalId', 'active', 'id', 'meta']);

/**
 * A SCIM user's values by attribute path, named as the source attributes of a synchronization schema. Null and empty text are
 * left out: without "Flow null values" Entra ignores both, as it ignores what is omitted.
 */
export function attributesOf(user: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(user).flatMap(([name, value]) => rootLeaves(name, value)));
}

type Leaf = [path: string, value: string];

function rootLeaves(name: string, value: unknown): Leaf[] {
  if (apart.has(name)) return [];
  if (!name.startsWith('urn:') || !isObject(value)) return leaves(name, value);
  return Object.entries(value).flatMap(([attribute, inner]) => leaves(`${name}:${attribute}`, inner));
}

const hasType = (element: unknown): element is Json & { type: string } =>
  isObject(element) && typeof element.type === 'string';

function leaves(path: string, value: unknown): Leaf[] {
  if (value === null || value === undefined || value === '') return [];
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => leaves(`${path}.${name}`, inner));
  if (!Array.isArray(value)) return [[path, String(value)]];
  if (!value.every(hasType)) return value.length === 0 ? [] : [[path, JSON.stringify(value)]];
  return value.flatMap(({ type, ...others }) => leaves(`${path}[type eq "${type}"]`, others));
}

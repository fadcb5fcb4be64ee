import type { OpenFile } from '../csv/read';
import { readHrFile } from '../ingestion/hrFile';
import { normalizeId, personKey } from '../ingestion/people/person';
import type { Plan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import type { Mapping } from '../mapping/file/parse';
import { enterpriseUser } from '../scim/schemas';
import type { User } from '../scim/user';

export interface Comparison {
  /** People who are in both files with equal data. */
  unchanged: number;
  /** People who are in both files with different data. */
  changed: number;
  /** For how many people each attribute differs, the most frequent first. */
  attributes: { attribute: string; people: number }[];
}

export interface CompareOptions {
  open: OpenFile;
  mapping: Mapping;
  plan: Plan;
  key: string;
}

/** Compares each person of a file with the data that was sent before, by attribute. */
export async function compareUsers(before: AsyncIterable<User>, options: CompareOptions): Promise<Comparison> {
  const { open, mapping, plan, key } = options;
  const known = new Map<bigint, string>();
  for await (const user of before) {
    known.set(personKey(user.externalId, key), JSON.stringify(user));
  }
  const isExcluded = createRangeCheck(plan.excluded);
  const counts = new Map<string, number>();
  const compared = { unchanged: 0, changed: 0 };
  const { batches } = await readHrFile(open, mapping, { today: plan.today });
  for await (const batch of batches) {
    for (const { number, mapped } of batch) {
      const old = mapped.user && known.get(personKey(mapped.user.externalId, key));
      if (isExcluded(number) || mapped.user === undefined || old === undefined) continue;
      const different = findDifferences(JSON.parse(old) as User, mapped.user);
      if (different.length === 0) compared.unchanged++;
      else compared.changed++;
      for (const attribute of different) counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
    }
  }
  const attributes = [...counts].map(([attribute, count]) => ({ attribute, people: count }));
  return {
    ...compared,
    attributes: attributes.sort((a, b) => b.people - a.people || (a.attribute < b.attribute ? -1 : 1)),
  };
}

/** Lists the paths of the attributes that differ between two users. */
function findDifferences(one: User, other: User): string[] {
  const [before, after] = [flattenUser(one), flattenUser(other)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

/** Another letter case of an id is no change. */
const idPaths = new Set(['externalId', `${enterpriseUser}:manager.value`]);

function flattenUser({ schemas: _, ...user }: User): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') leaves.set(path, idPaths.has(path) ? normalizeId(value) : value);
    else if (typeof value !== 'object' || value === null) leaves.set(path, value);
    else if (Array.isArray(value)) for (const element of value) walk(element, `${path}${createSelector(element)}`);
    else {
      const separator = /^urn:[^[]*:User$/i.test(path) ? ':' : '.';
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}${separator}${name}`);
    }
  };
  walk(user, '');
  return leaves;
}

/** Elements of a multi-valued attribute are distinguished by their type. */
const createSelector = (element: unknown): string =>
  typeof element === 'object' && element !== null && 'type' in element && typeof element.type === 'string'
    ? `[type eq "${element.type}"]`
    : '';

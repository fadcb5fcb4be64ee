import type { Problem } from '../../errors';
import { enterpriseUser } from '../../scim/schemas';
import { isActivePeriod, listObjectLeaves, type PlacedLeaf, requiredPaths } from '../leaves';
import type { ActivePeriodLeaf, ColumnLeaf, Leaf } from '../types';
import { usesToday } from './days';
import type { MappingFile } from './schema';

/** Finds keys of leaves that would do nothing where they are, and a missing time zone. */
export function checkLeaves(file: MappingFile): Problem[] {
  return [...listObjectLeaves(file).flatMap((leaf) => checkLeaf(leaf, file)), ...checkTimeZone(file)];
}

const managerPath = `attributes.${enterpriseUser}.manager.value`;

/** Any other key would do nothing. */
const besideFind = ['column', 'find', 'type', 'invalid'];

function checkLeaf({ path, leaf }: PlacedLeaf, file: MappingFile): Problem[] {
  const { lookup, otherwise, invalid, find } = leaf as Partial<ColumnLeaf>;
  const { equals, empty } = leaf as Partial<ActivePeriodLeaf>;
  const problems: Problem[] = [];
  const refuse = (key: string, message: string): number => problems.push({ path: `${path}.${key}`, message });
  if (otherwise !== undefined && lookup === undefined) refuse('otherwise', 'belongs to a lookup, which is missing');
  if (invalid !== undefined && requiredPaths.includes(path))
    refuse('invalid', 'cannot be: without this value the record is rejected');
  if (isActivePeriod(leaf) && empty !== undefined && equals === undefined)
    refuse('empty', 'belongs to equals, which is missing');
  if (find === undefined) return problems;
  if (path !== managerPath) refuse('find', 'is only for manager.value of the Enterprise User');
  if (file.content !== 'full') refuse('find', 'is only for full content: a partial file does not hold everybody');
  const others = Object.keys(leaf).filter((key) => !besideFind.includes(key));
  if (others.length > 0) refuse('find', `cannot be combined with ${others.join(', ')}`);
  if (!isColumnUnchanged(file.attributes.externalId as Leaf))
    refuse('find', 'needs an externalId that is one column, with no other key');
  return problems;
}

/** An id is found by its column's text (personIndex.ts): no key of the leaf may change that. */
const isColumnUnchanged = (leaf: Leaf): boolean =>
  typeof leaf === 'string' ||
  Object.entries(leaf).every(([key, value]) => key === 'column' || (key === 'type' && value === 'string'));

function checkTimeZone(file: MappingFile): Problem[] {
  if (file.timeZone !== undefined || !usesToday(file)) return [];
  const message = 'is required where from, until or today is used: name the zone of the dates, such as Europe/Zurich';
  return [{ path: 'timeZone', message }];
}

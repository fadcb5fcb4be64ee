import type { Problem } from '../../errors';
import { enterpriseUser } from '../../scim/schemas';
import { checkExpression } from '../compile/cel/checkExpression';
import { isActivePeriod, isLeaf } from '../leaves';
import type { ActivePeriodLeaf, ColumnLeaf, Leaf, Node } from '../types';
import type { MappingFile } from './schema';

interface PlacedLeaf {
  /** For example `attributes.name.familyName`. */
  path: string;
  leaf: Exclude<Leaf, string>;
}

/** Finds keys of leaves that would do nothing where they stand, and a missing time zone. */
export function checkLeaves(file: MappingFile): Problem[] {
  const leaves = listObjectLeaves(file.attributes as Record<string, Node>, 'attributes');
  return [...leaves.flatMap((leaf) => checkLeaf(leaf, file)), ...checkTimeZone(leaves, file)];
}

function listObjectLeaves(node: Node, path: string): PlacedLeaf[] {
  if (typeof node !== 'object' || node === null) return [];
  // the value of a complex attribute is a leaf, and not the attribute
  const isComplex = 'value' in node && typeof node.value === 'object' && node.value !== null;
  if (path !== 'attributes' && !Array.isArray(node) && !isComplex && isLeaf(node)) return [{ path, leaf: node }];
  return Object.entries(node as Record<string, Node>).flatMap(([name, child]) =>
    listObjectLeaves(child, `${path}.${name}`),
  );
}

const required = ['attributes.externalId', 'attributes.active'];
const managerPath = `attributes.${enterpriseUser}.manager.value`;

function checkLeaf({ path, leaf }: PlacedLeaf, file: MappingFile): Problem[] {
  const { lookup, otherwise, invalid, find, default: given } = leaf as Partial<ColumnLeaf>;
  const { equals, empty } = leaf as Partial<ActivePeriodLeaf>;
  const problems: Problem[] = [];
  const refuse = (key: string, message: string): number => problems.push({ path: `${path}.${key}`, message });
  if (otherwise !== undefined && lookup === undefined) refuse('otherwise', 'belongs to a lookup, which is missing');
  if (invalid !== undefined && required.includes(path))
    refuse('invalid', 'cannot be: without this value the record is rejected');
  if (isActivePeriod(leaf) && empty !== undefined && equals === undefined)
    refuse('empty', 'belongs to equals, which is missing');
  if (find === undefined) return problems;
  if (path !== managerPath) refuse('find', 'is for manager.value of the Enterprise User alone');
  if (file.content !== 'full') refuse('find', 'is for full content: a partial file does not hold everybody');
  if (lookup !== undefined || otherwise !== undefined || given !== undefined)
    refuse('find', 'cannot stand beside lookup, otherwise or default');
  const id = file.attributes.externalId as Leaf;
  if (typeof id !== 'string' && !('column' in id)) refuse('find', 'needs an externalId that is a column');
  return problems;
}

function checkTimeZone(leaves: readonly PlacedLeaf[], { timeZone, records, duplicates }: MappingFile): Problem[] {
  if (timeZone !== undefined) return [];
  const conditions = [records.where, typeof duplicates === 'object' ? duplicates.prefer : undefined];
  const expressions = leaves.map(({ leaf }) => ('expression' in leaf ? leaf.expression : undefined));
  const usesToday = [...conditions, ...expressions].some(
    (source) => source !== undefined && checkExpression(source).usesToday,
  );
  if (!usesToday && !leaves.some(({ leaf }) => isActivePeriod(leaf))) return [];
  const message = 'is required where from, until or today is used: name the zone of the dates, such as Europe/Zurich';
  return [{ path: 'timeZone', message }];
}

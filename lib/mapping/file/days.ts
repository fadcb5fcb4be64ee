import { checkExpression } from '../compile/cel/checkExpression';
import { kindOf, listObjectLeaves } from '../leaves';
import type { ExpressionLeaf, Leaf, Node } from '../types';
import type { MappingFile } from './schema';

type DayMapping = Pick<MappingFile, 'records' | 'duplicates'> & { attributes: object };

/** Whether what a mapping gives depends on the date: it has `from`, `until` or `today`. */
export const usesToday = (mapping: DayMapping): boolean =>
  listObjectLeaves(mapping).some(({ leaf }) => leafUsesToday(leaf)) || conditionsUseToday(mapping);

function leafUsesToday(leaf: Exclude<Leaf, string>): boolean {
  switch (kindOf(leaf)) {
    case 'activePeriod':
      return true;
    case 'expression':
      return hasToday((leaf as ExpressionLeaf).expression);
    case 'column':
    case 'constant':
      return false;
  }
}

/**
 * Whether every new day may change who is active: the expression of `active` reads `today`, or a
 * condition that chooses records does.
 */
export const canChangeDaily = (mapping: DayMapping): boolean => {
  const { active } = mapping.attributes as { active?: Node };
  const leaves = listObjectLeaves({ attributes: { active } });
  return conditionsUseToday(mapping) || leaves.some(({ leaf }) => kindOf(leaf) === 'expression' && leafUsesToday(leaf));
};

/** Whether the date decides which records count. */
export const conditionsUseToday = (mapping: DayMapping): boolean => listConditions(mapping).some(hasToday);

const hasToday = (expression: string): boolean => checkExpression(expression).usesToday;

const listConditions = ({ records, duplicates }: DayMapping): string[] =>
  [records.where, typeof duplicates === 'object' ? duplicates.prefer : undefined].filter((text) => text !== undefined);

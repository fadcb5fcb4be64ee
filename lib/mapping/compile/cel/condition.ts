import { MappingError, type Problem } from '../../../errors';
import { didYouMean } from '../../suggest';
import { findToday } from '../../today';
import type { Columns } from '../columns';
import { checkExpression } from './checkExpression';
import { createEvaluator } from './expression';

export interface ConditionOptions {
  /** Its path in the mapping file. */
  path: string;
  timeZone?: string | undefined;
  /** `yyyy-MM-dd`; the present day when absent. */
  today?: string | undefined;
}

/**
 * Compiles a CEL condition over `row`. It gives `undefined` for a record on which the expression
 * fails, or gives neither true nor false. @throws MappingError (`wrong_columns`)
 */
export function createCondition(
  source: string,
  columns: Columns,
  { path, timeZone = 'UTC', today = findToday(timeZone) }: ConditionOptions,
): (fields: readonly string[]) => boolean | undefined {
  const { expression, keys } = checkExpression(source);
  // without a column that is found, the first record may have been read as the header
  const suggest = (name: string): string => (columns.found.size > 0 ? didYouMean(name, columns.header) : '');
  const problems: Problem[] = [];
  for (const key of keys) {
    const index = columns.find(key.name);
    const name = index === undefined ? undefined : columns.header[index];
    if (name !== undefined) key.set(name);
    else if (key.required)
      problems.push({
        path,
        message: `column ${key.name} is not in the file's header${suggest(key.name)}`,
      });
  }
  if (problems.length > 0) throw new MappingError(problems, 'wrong_columns');
  const evaluate = createEvaluator(expression, columns.header, today);
  return (fields) => {
    const value = evaluate(fields);
    return typeof value === 'boolean' ? value : undefined;
  };
}

import { type Column, distinctShare, isId, isMostly, isPhone } from './columns';
import { findDateFormats } from './dateFormats';
import { shareFound } from './manager';
import { isOtherMatter, matchName } from './nameMatch';

/**
 * Finds the column of the person's id. Of several, the one at which a manager's column points counts,
 * else the likeliest name. Without a name that tells, the only column of ids.
 */
export function findId(
  columns: readonly Column[],
  { managers, records }: { managers: readonly Column[]; records: number },
): { column: Column; why: string; isSure: boolean } | undefined {
  const isPossible = (column: Column): boolean =>
    column.filled >= 0.9 * records && isMostly(column, isId, 0.99) && distinctShare(column) >= 0.6;
  const named = columns
    .map((column) => ({ column, match: matchName(column, 'externalId') }))
    .flatMap(({ column, match }) => (match === undefined || !isPossible(column) ? [] : [{ column, match }]))
    .sort((one, other) => one.match.rank - other.match.rank);
  const pointedAt = named
    .map(({ column }) => ({
      column,
      share: Math.max(0, ...managers.map((manager) => (manager === column ? 0 : shareFound(manager, column)))),
    }))
    .filter(({ share }) => share > 0.5)
    .sort((one, other) => other.share - one.share)[0];
  if (pointedAt !== undefined)
    return { column: pointedAt.column, why: 'its name, and managers point to it', isSure: true };
  const [first, second] = named;
  if (first !== undefined) {
    const isAlone =
      second === undefined ||
      second.match.rank >= 100 ||
      !second.match.isExact ||
      matchName(second.column, 'userName') !== undefined;
    return {
      column: first.column,
      why: isAlone ? 'its name and its texts' : `its name; but ${second.column.name} could be the id too`,
      isSure: first.match.isExact && isAlone,
    };
  }
  const ids = columns.filter(
    (column) =>
      column.filled === records &&
      distinctShare(column) === 1 &&
      isMostly(column, (text) => isId(text) && /\d/.test(text), 1) &&
      !isOtherMatter(column.words) &&
      findDateFormats(column).length === 0 &&
      !isMostly(column, isPhone, 1),
  );
  const [only] = ids;
  return only !== undefined && ids.length === 1
    ? { column: only, why: 'the only column with an id of its own for each person', isSure: false }
    : undefined;
}

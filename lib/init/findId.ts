import { type Column, distinctShare, isId, isMostly } from './columns';
import { findDateFormats } from './dateFormats';
import { shareFound } from './manager';
import { isOtherMatter, matchName } from './nameMatch';

export interface IdGuess {
  column: Column;
  why: string;
  isSure: boolean;
}

/**
 * Finds the column of the person's id. Of several, the one at which a manager's column points counts,
 * else the likeliest name. Without a name that tells, the only column of ids.
 */
export function findId(
  columns: readonly Column[],
  { managers, records }: { managers: readonly Column[]; records: number },
): IdGuess | undefined {
  const isPossible = (column: Column): boolean =>
    column.filled >= 0.9 * records && isMostly(column, isId, 0.99) && distinctShare(column) >= 0.6;
  const isPointedAt = (column: Column): boolean =>
    managers.some((manager) => manager !== column && shareFound(manager, column) > 0.5);
  const named = columns
    .map((column) => ({ column, rank: matchName(column, 'externalId') }))
    .flatMap(({ column, rank }) => (rank === undefined || !isPossible(column) ? [] : [{ column, rank }]))
    .sort((one, other) => one.rank - other.rank)
    .map(({ column }) => column);
  const pointed = named.find(isPointedAt);
  if (pointed !== undefined) return { column: pointed, why: 'its name, and managers point to it', isSure: true };
  const [first, ...rest] = named;
  if (first !== undefined) {
    const second = rest.find((column) => matchName(column, 'userName') === undefined); // that one has a use of its own
    const why = second === undefined ? 'its name and its texts' : `its name; but ${second.name} could be the id too`;
    return { column: first, why, isSure: second === undefined };
  }
  const ids = columns.filter((column) => isUnnamedId(column, records));
  const [only, another] = ids.filter(isPointedAt).length > 0 ? ids.filter(isPointedAt) : ids;
  if (only === undefined || another !== undefined) return undefined;
  return { column: only, why: 'the only column with an id of its own for each person', isSure: false };
}

/** Whether a column of an unknown name holds an id of its own for each person. */
const isUnnamedId = (column: Column, records: number): boolean =>
  column.filled === records &&
  distinctShare(column) === 1 &&
  isMostly(column, (text) => isId(text) && /\d/.test(text), 1) &&
  !isOtherMatter(column.words) &&
  !/phone|tel|mobil|handy|fax/.test(column.words.join(' ')) &&
  (findDateFormats(column).length === 0 || isMostly(column, (text) => /^\d{1,7}$/.test(text), 1));

import { type Column, distinctShare, isId, isMostly } from '../columns/columns';
import { findDateFormats } from '../columns/dateFormats';
import { isExcludedName, matchName } from '../columns/nameMatch';
import { shareOfMatches } from './manager';
import { byNameAndValues } from './proposal';

export interface IdGuess {
  column: Column;
  why: string;
  isSure: boolean;
}

/**
 * Finds the column of the person's id. Of several, the one to which a manager's column refers
 * counts, else the likeliest name. Without such a name, the only column of ids.
 */
export function findId(columns: readonly Column[], managers: readonly Column[]): IdGuess | undefined {
  const isPossible = (column: Column): boolean =>
    column.filled >= 0.9 * column.fields.length && isMostly(column, isId, 0.99) && distinctShare(column) >= 0.6;
  const isReferredTo = (column: Column): boolean =>
    managers.some((manager) => manager !== column && shareOfMatches(manager, column) > 0.5);
  const named = columns
    .map((column) => ({ column, rank: matchName(column, 'externalId') }))
    .flatMap(({ column, rank }) => (rank === undefined || !isPossible(column) ? [] : [{ column, rank }]))
    .sort((one, other) => one.rank - other.rank)
    .map(({ column }) => column);
  const referred = named.find(isReferredTo);
  if (referred !== undefined) return { column: referred, why: 'its name; manager columns refer to it', isSure: true };
  const [first, ...rest] = named;
  if (first !== undefined) {
    const second = rest.find((column) => matchName(column, 'userName') === undefined); // that one has a use of its own
    const why = second === undefined ? byNameAndValues : `its name; but ${second.name} could be the id too`;
    return { column: first, why, isSure: second === undefined };
  }
  const ids = columns.filter(isUnnamedId);
  const [only, another] = ids.filter(isReferredTo).length > 0 ? ids.filter(isReferredTo) : ids;
  if (only === undefined || another !== undefined) return undefined;
  return { column: only, why: 'the only column with a unique value per person', isSure: false };
}

/** Whether a column of an unknown name holds an id of its own for each person. */
const isUnnamedId = (column: Column): boolean =>
  column.filled === column.fields.length &&
  distinctShare(column) === 1 &&
  isMostly(column, (text) => isId(text) && /\d/.test(text), 1) &&
  !isExcludedName(column.words) &&
  !/phone|tel|mobil|handy|fax/.test(column.words.join(' ')) &&
  (findDateFormats(column).length === 0 || isMostly(column, (text) => /^\d{1,7}$/.test(text), 1));

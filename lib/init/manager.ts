import type { Node } from '../mapping/types';
import { type Column, shareOf } from './columns';
import { isAboutManager, isOtherMatter, matchName } from './nameMatch';

/** A column by which a record names its person's manager. */
export interface ManagerGuess {
  column: Column;
  leaf: Node;
  why: string;
  isSure: boolean;
}

/** The columns that tell one person from another; the externalId first. */
export interface PersonColumns {
  externalId: Column | undefined;
  mail?: Column | undefined;
  userName?: Column | undefined;
  displayName?: Column | undefined;
}

/** Lists the columns that are named like a manager's. */
export const listManagerColumns = (columns: readonly Column[]): Column[] =>
  columns
    .filter(
      (column) =>
        matchName(column, 'manager')?.isExact || (isAboutManager(column.words) && !isOtherMatter(column.words)),
    )
    .filter(({ filled }) => filled > 0);

/** The share of a column's fields that are the text of a record in another column. */
export function shareFound(column: Column, other: Column): number {
  const texts = new Set([...other.texts.keys()].map((text) => text.toLowerCase()));
  return shareOf(column, (text) => texts.has(text.toLowerCase()));
}

/** Most managers are in the file of everybody. */
const mostly = 0.5;

/**
 * Finds the column that names the manager: the one whose fields point at most of the file's people,
 * by their ids before mails, user names and display names.
 */
export function guessManager(candidates: readonly Column[], people: PersonColumns): ManagerGuess | undefined {
  const { externalId } = people;
  if (externalId === undefined) return undefined;
  for (const [kind, other] of Object.entries(people) as [keyof PersonColumns, Column | undefined][]) {
    if (other === undefined) continue;
    const shares = candidates
      .filter((column) => column !== other)
      .map((column) => ({ column, share: shareFound(column, other) }))
      .sort((one, other) => other.share - one.share);
    const [best] = shares;
    if (best === undefined || best.share < mostly) continue;
    const { column, share } = best;
    const why = `${Math.round(share * 100)} % of its texts are in ${other.name}`;
    if (kind === 'externalId') return { column, leaf: column.name, why, isSure: true };
    return { column, leaf: { column: column.name, find: other.name }, why, isSure: kind !== 'displayName' };
  }
  return undefined;
}

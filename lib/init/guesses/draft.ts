import type { Node } from '../../mapping/types';
import type { Column } from '../columns/columns';
import { matchName } from '../columns/nameMatch';
import type { ColumnKind } from '../columns/synonyms';
import type { Guess } from './proposal';

/** A proposal while its columns are chosen, one kind after the other. */
export interface ProposalDraft {
  columns: readonly Column[];
  /** Filled columns that no attribute takes. */
  unassigned: Set<Column>;
  /** The column of each kind that has one. */
  assigned: Map<ColumnKind, Column>;
  guesses: Guess[];
}

export const createDraft = (columns: readonly Column[]): ProposalDraft => ({
  columns,
  unassigned: new Set(columns.filter(({ filled }) => filled > 0)),
  assigned: new Map(),
  guesses: [],
});

/** Finds the unassigned column whose name fits a kind best, and whose fields fit too. */
export function findColumn(
  { unassigned }: ProposalDraft,
  kind: ColumnKind,
  fits: (column: Column) => boolean,
): Column | undefined {
  let best: { column: Column; rank: number } | undefined;
  for (const column of unassigned) {
    const rank = matchName(column, kind);
    if (rank !== undefined && (best === undefined || rank < best.rank) && fits(column)) best = { column, rank };
  }
  return best?.column;
}

export function assignColumn({ unassigned, assigned }: ProposalDraft, kind: ColumnKind, column: Column): void {
  unassigned.delete(column);
  assigned.set(kind, column);
}

/** Adds a guess that reads one column: as it is, without another leaf. */
export function addGuess(
  { guesses }: ProposalDraft,
  column: Column,
  guess: Pick<Guess, 'path' | 'why' | 'isSure' | 'isPrivate'> & { leaf?: Node },
): void {
  guesses.push({ leaf: column.name, columns: [column.name], ...guess });
}

/** Removes the guess for a name, so that its column can be something else. */
export function removeGuess({ unassigned, assigned, guesses }: ProposalDraft, kind: 'givenName' | 'familyName'): void {
  const column = assigned.get(kind);
  if (column === undefined) return;
  assigned.delete(kind);
  unassigned.add(column);
  guesses.splice(
    guesses.findIndex(({ path }) => path.at(-1) === kind),
    1,
  );
}

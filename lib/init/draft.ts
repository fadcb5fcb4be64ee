import type { Node } from '../mapping/types';
import type { Column } from './columns';
import { matchName } from './nameMatch';
import type { Guess } from './proposal';
import type { Kind } from './synonyms';

/** A proposal while its columns are chosen, one kind after the other. */
export interface Draft {
  columns: readonly Column[];
  /** Filled columns without a use. */
  free: Set<Column>;
  /** The column of each kind that has one. */
  found: Map<Kind, Column>;
  guesses: Guess[];
}

export const createDraft = (columns: readonly Column[]): Draft => ({
  columns,
  free: new Set(columns.filter(({ filled }) => filled > 0)),
  found: new Map(),
  guesses: [],
});

/** Finds the free column whose name fits a kind best, and whose fields fit too. */
export function findColumn({ free }: Draft, kind: Kind, fits: (column: Column) => boolean): Column | undefined {
  let best: { column: Column; rank: number } | undefined;
  for (const column of free) {
    const rank = matchName(column, kind);
    if (rank !== undefined && (best === undefined || rank < best.rank) && fits(column)) best = { column, rank };
  }
  return best?.column;
}

export function useColumn({ free, found }: Draft, kind: Kind, column: Column): void {
  free.delete(column);
  found.set(kind, column);
}

/** Adds a guess that reads one column: as it is, without another leaf. */
export function addGuess(
  { guesses }: Draft,
  column: Column,
  guess: Pick<Guess, 'path' | 'why' | 'isSure' | 'isPrivate'> & { leaf?: Node },
): void {
  guesses.push({ leaf: column.name, columns: [column.name], ...guess });
}

/** Takes a guess back. */
export function retract({ free, found, guesses }: Draft, kind: Kind): void {
  const column = found.get(kind);
  if (column === undefined) return;
  found.delete(kind);
  free.add(column);
  guesses.splice(
    guesses.findIndex(({ path }) => path.at(-1) === kind),
    1,
  );
}

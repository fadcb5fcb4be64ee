import { type ChangeKind, changeKinds } from '../plan';
import { createGrowingNumbers } from './growingNumbers';
import { changeKindOf } from './planOrder';

export interface SelectionCounts {
  counts: Record<ChangeKind, number>;
  /** How many people failed so often that only a change or their refresh sends them again. */
  givenUp: number;
  /** How many people had no answer so often that only a change or their refresh sends them again. */
  unanswered: number;
}

/** Counts records by kind, and remembers the rows. */
export function createTally() {
  let kinds = new Uint8Array(1024); // by record: 1 and more, as in `changeKinds`; 0 for none
  const [rowNumbers, rowCodes] = [createGrowingNumbers(), createGrowingNumbers()];
  const [givenUp, unanswered]: [number[], number[]] = [[], []];
  return {
    rowNumbers: rowNumbers.values,
    rowCodes: rowCodes.values,
    count(
      number: number,
      kind: ChangeKind,
      facts: { hasFailedTooOften: boolean; isUnansweredTooOften: boolean },
    ): void {
      if (number >= kinds.length) {
        const longer = new Uint8Array(2 * number);
        longer.set(kinds);
        kinds = longer;
      }
      kinds[number] = 1 + changeKinds.indexOf(kind);
      if (facts.hasFailedTooOften) givenUp.push(number);
      if (facts.isUnansweredTooOften) unanswered.push(number);
    },
    addRow(number: number, code: number): void {
      rowNumbers.push(number);
      rowCodes.push(code);
    },
    counts(excluded: ReadonlySet<number>): SelectionCounts {
      const isIn = (number: number): boolean => !excluded.has(number);
      return {
        counts: countKinds(kinds, excluded),
        givenUp: givenUp.filter(isIn).length,
        unanswered: unanswered.filter(isIn).length,
      };
    },
  };
}

export interface Rows {
  tally: ReturnType<typeof createTally>;
  /** Records that are not sent. */
  excluded: ReadonlySet<number>;
  statuses: Uint8Array;
}

/** The rows of these kinds that are sent. */
export function* rowsOf(
  { tally, excluded }: Pick<Rows, 'tally' | 'excluded'>,
  ...kinds: ChangeKind[]
): Generator<number> {
  const numbers = tally.rowNumbers();
  for (const [row, code] of tally.rowCodes().entries())
    if (kinds.includes(changeKindOf(code)) && !excluded.has(numbers[row] as number)) yield row;
}

function countKinds(kinds: Uint8Array, excluded: ReadonlySet<number>): Record<ChangeKind, number> {
  const counts = new Array<number>(changeKinds.length + 1).fill(0);
  for (let number = 0; number < kinds.length; number++) {
    const kind = kinds[number] ?? 0;
    if (kind > 0 && !excluded.has(number)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.fromEntries(changeKinds.map((kind, index) => [kind, counts[index + 1]])) as Record<ChangeKind, number>;
}

import type { Basis } from './basis';
import type { Class } from './people/selection';

/** Runs of whole numbers, as [first, count]: compact where nearly everything, or nearly nothing, is in it. */
export type Runs = [first: number, count: number][];

/** What inspection froze: which records of the file will be sent. Records are counted from 0. */
export interface Plan {
  records: { read: number; valid: number; rejected: number; duplicates: number };
  /** How many bulk requests the planned records make. */
  requests: number;
  /** Records that are not sent: rejected ones and duplicates. */
  excluded: Runs;
  /** Records rejected because another one, on the given line, has the same externalId. */
  conflicts: [record: number, line: number][];
  /** Records not sent because another one stands for them. */
  duplicates: Runs;
  /** Where only changes are sent: whom the plan sends and why, … */
  selected?: Record<Class, number>;
  /** … how many failed so often that they are not sent again by themselves, … */
  givenUp?: number;
  /** … and the records of those who are not sent. */
  unchanged?: Runs;
}

/** A plan as it is kept. */
export interface FrozenPlan extends Plan {
  /** Of the bytes that it was made of, hex. */
  sha256: string;
  /** The file's own. */
  delimiter: string;
  /** On which its last record ends; those who are absent count on from it. */
  lastLine: number;
  /** What it was made against. */
  basis: Basis;
  /** How many people of the last accepted file are not in this one, … */
  absent: number;
  /** … and how many the plan deactivates for it. */
  deactivated: number;
}

/** Of lines, such as Entra refused, those of the file's own records. */
export const recordsAmong = <T extends { line: number }>(all: readonly T[], { lastLine }: FrozenPlan): T[] =>
  all.filter(({ line }) => line <= lastLine);

export function toRuns(numbers: Iterable<number>): Runs {
  const runs: Runs = [];
  for (const number of [...numbers].sort((a, b) => a - b)) append(number, runs);
  return runs;
}

function append(number: number, runs: Runs): void {
  const last = runs.at(-1);
  if (last !== undefined && last[0] + last[1] === number) last[1]++;
  else runs.push([number, 1]);
}

/** The numbers below a limit for which a condition holds. */
export function runsOf(limit: number, condition: (number: number) => boolean): Runs {
  const runs: Runs = [];
  for (let number = 0; number < limit; number++) if (condition(number)) append(number, runs);
  return runs;
}

/** Tells, of numbers that are asked in ascending order, whether they are in the runs. */
export function inRuns(runs: Runs): (number: number) => boolean {
  let index = 0;
  return (number) => {
    for (let run = runs[index]; run !== undefined && number >= run[0] + run[1]; run = runs[index]) index++;
    return number >= (runs[index]?.[0] ?? Number.POSITIVE_INFINITY);
  };
}

export function fromRuns(runs: Runs): Set<number> {
  const numbers = new Set<number>();
  for (const [first, count] of runs) {
    for (let number = first; number < first + count; number++) numbers.add(number);
  }
  return numbers;
}

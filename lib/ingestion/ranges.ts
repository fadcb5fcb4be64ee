/**
 * Runs of whole numbers, as [first, count]: compact where nearly everything, or nearly nothing, is
 * in it.
 */
export type RecordRanges = [first: number, count: number][];

export function toRanges(numbers: Iterable<number>): RecordRanges {
  const runs: RecordRanges = [];
  for (const number of [...numbers].sort((a, b) => a - b)) appendNumber(number, runs);
  return runs;
}

function appendNumber(number: number, runs: RecordRanges): void {
  const last = runs.at(-1);
  if (last !== undefined && last[0] + last[1] === number) last[1]++;
  else runs.push([number, 1]);
}

/** The numbers below a limit for which a condition holds. */
export function findRanges(limit: number, condition: (number: number) => boolean): RecordRanges {
  const runs: RecordRanges = [];
  for (let number = 0; number < limit; number++) if (condition(number)) appendNumber(number, runs);
  return runs;
}

/** Tells, of numbers that are asked in ascending order, whether they are in the runs. */
export function createRangeCheck(runs: RecordRanges): (number: number) => boolean {
  let index = 0;
  return (number) => {
    for (let run = runs[index]; run !== undefined && number >= run[0] + run[1]; run = runs[index]) index++;
    return number >= (runs[index]?.[0] ?? Number.POSITIVE_INFINITY);
  };
}

export function expandRanges(runs: RecordRanges): Set<number> {
  const numbers = new Set<number>();
  for (const [first, count] of runs) {
    for (let number = first; number < first + count; number++) numbers.add(number);
  }
  return numbers;
}

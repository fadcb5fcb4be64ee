/** Runs of whole numbers, as [first, count]: compact where nearly everything, or nearly nothing, is in it. */
export type Runs = [first: number, count: number][];

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

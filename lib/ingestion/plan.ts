/** Runs of whole numbers, as [first, count]: compact where nearly everything, or nearly nothing, is in it. */
type Runs = [first: number, count: number][];

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
}

/** A plan as it is kept, with the SHA-256 (hex) of the bytes that it was made of. */
export interface FrozenPlan extends Plan {
  sha256: string;
}

export function toRuns(numbers: Iterable<number>): Runs {
  const runs: Runs = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === number) last[1]++;
    else runs.push([number, 1]);
  }
  return runs;
}

export function fromRuns(runs: Runs): Set<number> {
  const numbers = new Set<number>();
  for (const [first, count] of runs) {
    for (let number = first; number < first + count; number++) numbers.add(number);
  }
  return numbers;
}

import type { Simulated } from './simulate';
import { minute } from './time';

export interface Fairness {
  /** Whole minutes in which two feeds or more had calls to make all the time. */
  minutes: number;
  /**
   * Jain's index of the calls that each of these made: 1 when all made as many, 1/n when one of n
   * made all of them.
   */
  mean: number;
  least: number;
}

/** How evenly calls were shared out among the feeds that waited at the same time. */
export function fairnessOf({ feeds, arrivals }: Simulated): Fairness {
  const made = new Map<number, Map<number, number>>();
  for (const { feed, sending } of feeds) {
    for (const [from, to] of sending) {
      for (let at = Math.ceil(from / minute); (at + 1) * minute <= to; at++)
        made.set(at, (made.get(at) ?? new Map()).set(feed.index, 0));
    }
  }
  for (const [index, time] of arrivals.times.entries()) {
    const feed = arrivals.feeds[index] ?? -1;
    const calls = made.get(Math.floor(time / minute));
    const before = calls?.get(feed);
    if (before !== undefined) calls?.set(feed, before + 1);
  }
  const indexes = [...made.values()].filter(({ size }) => size > 1).map((calls) => jain([...calls.values()]));
  const sum = indexes.reduce((total, index) => total + index, 0);
  return { minutes: indexes.length, mean: sum / indexes.length, least: indexes.reduce((a, b) => Math.min(a, b), 1) };
}

function jain(numbers: readonly number[]): number {
  const sum = numbers.reduce((total, number) => total + number, 0);
  const squares = numbers.reduce((total, number) => total + number ** 2, 0);
  return squares === 0 ? 1 : sum ** 2 / (numbers.length * squares);
}

import fc from 'fast-check';
import { createRateLimiter } from '../../../../lib/graph/limits/rateLimiter';
import { start, steppingClock } from '../clocks';

/**
 * One call: when somebody wants it made, how long it is on its way, and how long the server works
 * on it; in milliseconds.
 */
export interface Trip {
  /** From the start. */
  wanted: number;
  /**
   * At most a second; more than a tenth only for calls after one that was answered as quickly as
   * any.
   */
  way: number;
  work: number;
}

/** The same call, as often as that, all wanted at once. */
export const burst = (count: number, work: number, way = 100): Trip[] =>
  Array.from({ length: count }, () => ({ wanted: 0, way, work }));

const quick = fc.nat({ max: 100 });
const work = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 1000 }), fc.nat({ max: 15_000 }));

/**
 * Some calls, wanted within so many milliseconds, after a first one that is answered as quickly as
 * the server can.
 */
export const tripsWithin = (longest: number, most: number): fc.Arbitrary<Trip[]> =>
  fc
    .tuple(
      work,
      quick,
      fc.array(
        fc.record({ wanted: fc.nat({ max: longest }), way: fc.oneof(quick, fc.nat({ max: 1000 })), more: work }),
        {
          maxLength: most - 1,
        },
      ),
    )
    .map(([least, way, others]) => [
      { wanted: 0, way, work: least },
      ...others.map(({ more, ...trip }) => ({ ...trip, work: least + more })),
    ]);

/**
 * Makes the calls at the pace of `calls` in 5 seconds, and gives when each left and when the server
 * saw it, from the start.
 */
export async function travel(calls: number, trips: readonly Trip[]): Promise<{ left: number[]; arrived: number[] }> {
  const clock = steppingClock();
  const rateLimiter = createRateLimiter({ calls, window: 5000, clock });
  const left: number[] = [];
  const arrived: number[] = [];
  const all = trips.map(async ({ wanted, way, work }) => {
    if (wanted > 0) await clock.wait(wanted);
    await rateLimiter(async () => {
      const now = clock.now() - start;
      left.push(now);
      arrived.push(now + way);
      if (way + work > 0) await clock.wait(way + work);
    });
  });
  await clock.run();
  await Promise.all(all);
  return { left, arrived };
}

/** The most events in any window of so many milliseconds: one that is exactly as old is out. */
export function mostInWindow(times: readonly number[], length = 5000): number {
  const sorted = times.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - length) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

import { createPace } from '../../../lib/graph/pace';
import { start, steppingClock } from './clocks';

/** One call: when somebody wants it made, how long its answer takes, and where on that way it arrives. */
export interface Trip {
  /** Milliseconds from the start. */
  wanted: number;
  latency: number;
  /** 0 (arrives as it leaves) … 1 (arrives as the answer does, but within a second: nothing is that long on its way). */
  arrival: number;
}

/** The same call, as often as that, all wanted at once. */
export const burst = (count: number, latency: number, arrival = 1): Trip[] =>
  Array.from({ length: count }, () => ({ wanted: 0, latency, arrival }));

const longestWay = 1000;

/** Makes the calls at the pace of `calls` in 5 seconds, and gives when each left and when the server saw it, from the start. */
export async function travel(calls: number, trips: readonly Trip[]): Promise<{ left: number[]; arrived: number[] }> {
  const clock = steppingClock();
  const pace = createPace({ calls, window: 5000, clock });
  const left: number[] = [];
  const arrived: number[] = [];
  const all = trips.map(async ({ wanted, latency, arrival }) => {
    if (wanted > 0) await clock.wait(wanted);
    await pace(async () => {
      const now = clock.now() - start;
      left.push(now);
      arrived.push(now + Math.floor(Math.min(latency, longestWay) * arrival));
      if (latency > 0) await clock.wait(latency);
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

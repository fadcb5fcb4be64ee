import type { Clock } from '../../lib/graph/clock';
import { second } from './time';

/** A call as the server saw it. */
export interface Arrivals {
  /** Milliseconds since 1970, ascending. */
  times: number[];
  /** The index of the feed that made each. */
  feeds: number[];
}

export const latency = 0.3 * second;
/** At most so long is a call on its way there. */
const usualWay = 0.1 * second;

/**
 * Graph as far as it matters here: it notes when each call arrives, 300 ms before it is answered at
 * the latest.
 */
export function createGraph(clock: Clock, random: () => number) {
  const arrivals: Arrivals = { times: [], feeds: [] };
  return {
    arrivals,
    /** How many calls arrived after a moment, milliseconds since 1970. */
    callsSince(moment: number): number {
      let first = arrivals.times.length;
      while (first > 0 && (arrivals.times[first - 1] ?? 0) > moment) first--;
      return arrivals.times.length - first;
    },
    async call(feed: number): Promise<void> {
      const way = Math.floor(random() * usualWay);
      await clock.wait(way);
      arrivals.times.push(clock.now());
      arrivals.feeds.push(feed);
      await clock.wait(latency - way);
    },
  };
}

/**
 * The most of some ascending times in any window of that length: one that is exactly as old is out.
 */
export function mostInWindow(times: readonly number[], length: number): number {
  let [most, first] = [0, 0];
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - length) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

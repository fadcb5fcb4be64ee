import { type Fairness, fairnessOf } from './fairness';
import { mostInWindow } from './graph';
import type { FeedHistory, FileHistory } from './history';
import { callsPer5Seconds, type Scenario } from './scenarios';
import type { Simulated } from './simulate';
import { day, hour, second } from './time';

export interface FeedMeasures {
  people: number;
  files: number;
  finished: number;
  superseded: number;
  /**
   * From the first drop until everybody was sent once, in days; until the end, if somebody was not.
   */
  firstLoad: number;
  isLoaded: boolean;
  /**
   * From a later drop until its changes were sent, by that file or a newer one: hours, until the
   * end if they were not.
   */
  medianWait: number;
  longestWait: number;
  calls: number;
  /** Calls of files that were superseded, beyond what was accepted of their plans. */
  inVain: number;
  /** From each drop until its changes were sent: hours, by the day of the drop. */
  waits: Map<number, number>;
}

export interface Measures {
  scenario: Scenario;
  days: number;
  feeds: FeedMeasures[];
  fairness: Fairness;
  calls: number;
  mostIn5Seconds: number;
  mostIn24Hours: number;
  ledgerWrites: number;
  refusals: number;
}

/**
 * A feed has starved whose first load did not end, or of which a later change waited so many days.
 */
const starvesAfter = 7;

export const starvedAmong = ({ feeds }: Measures): FeedMeasures[] =>
  feeds.filter(({ isLoaded, longestWait }) => !isLoaded || longestWait > 24 * starvesAfter);

export const isBroken = ({ mostIn5Seconds, mostIn24Hours, scenario }: Measures): boolean =>
  mostIn5Seconds > callsPer5Seconds || mostIn24Hours > scenario.callsPerDay;

export function measuresOf(simulated: Simulated): Measures {
  const { scenario, arrivals, ledgerWrites, start, end } = simulated;
  const calls = arrivals.feeds.reduce(
    (counts, feed) => counts.set(feed, (counts.get(feed) ?? 0) + 1),
    new Map<number, number>(),
  );
  return {
    scenario,
    days: (end - start) / day,
    feeds: simulated.feeds.map((story) => ({
      ...feedMeasures(story, start, end),
      calls: calls.get(story.feed.index) ?? 0,
    })),
    fairness: fairnessOf(simulated),
    calls: arrivals.times.length,
    mostIn5Seconds: mostInWindow(arrivals.times, 5 * second),
    mostIn24Hours: mostInWindow(arrivals.times, day),
    ledgerWrites,
    refusals: simulated.feeds.reduce((sum, { refusals }) => sum + refusals, 0),
  };
}

function feedMeasures({ feed, files }: FeedHistory, start: number, end: number): Omit<FeedMeasures, 'calls'> {
  const [first, ...later] = files;
  const waits = later
    .filter((file) => file.delivered !== undefined || file.waiting > 0) // some say nothing new
    .map((file) => waitOf(file, end))
    .sort((a, b) => a - b);
  const superseded = files.filter((file) => file.superseded !== undefined && file.finished === undefined);
  return {
    people: feed.people,
    files: files.length,
    finished: files.filter(({ finished }) => finished !== undefined).length,
    superseded: superseded.length,
    firstLoad: first === undefined ? Number.NaN : (waitOf(first, end) * hour) / day,
    isLoaded: first?.delivered !== undefined,
    medianWait: waits[Math.floor(waits.length / 2)] ?? Number.NaN,
    longestWait: waits.at(-1) ?? Number.NaN,
    inVain: superseded.reduce((sum, { calls, settled }) => sum + calls - settled, 0),
    waits: new Map(files.map((file) => [Math.floor((file.dropped - start) / day), waitOf(file, end)])),
  };
}

const waitOf = ({ dropped, delivered = Number.NaN, waiting }: FileHistory, end: number): number =>
  ((waiting > 0 ? end : delivered) - dropped) / hour;

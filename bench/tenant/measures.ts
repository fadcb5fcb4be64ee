import { type Fairness, fairnessOf } from './fairness';
import { mostInWindow } from './graph';
import { callsPer5Seconds, type Scenario } from './scenarios';
import type { Simulated } from './simulate';
import type { FeedStory, FileStory } from './story';
import { day, hour, second } from './time';

export interface FeedMeasures {
  people: number;
  files: number;
  finished: number;
  superseded: number;
  /** From drop to finished, in hours; of finished files. */
  medianWait: number;
  longestWait: number;
  /** The longest time without a finished file, in days. */
  longestGap: number;
  calls: number;
  /** Calls of files that were superseded. */
  inVain: number;
  /** From each drop until that file, or a newer one, was finished: hours, by the day of the drop; until the end, if none was. */
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

/** A feed that has finished no file for so many days has starved. */
const starvesAfter = 7;

export const starvedAmong = ({ feeds }: Measures): FeedMeasures[] =>
  feeds.filter(({ longestGap }) => longestGap > starvesAfter);

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

function feedMeasures({ feed, files }: FeedStory, start: number, end: number): Omit<FeedMeasures, 'calls'> {
  const ends = files.map(({ finished }) => finished).filter((at) => at !== undefined);
  const waits = files
    .flatMap(({ dropped, finished }) => (finished === undefined ? [] : [(finished - dropped) / hour]))
    .sort((a, b) => a - b);
  const superseded = files.filter((file) => file.superseded !== undefined && file.finished === undefined);
  const marks = [feed.drops[0] ?? end, ...ends, end];
  const gaps = marks.slice(1).map((mark, index) => mark - (marks[index] ?? mark));
  return {
    people: feed.people,
    files: files.length,
    finished: ends.length,
    superseded: superseded.length,
    medianWait: waits[Math.floor(waits.length / 2)] ?? Number.NaN,
    longestWait: waits.at(-1) ?? Number.NaN,
    longestGap: Math.max(...gaps) / day,
    inVain: superseded.reduce((sum, { settled }) => sum + settled, 0),
    waits: waitsByDay(files, start, end),
  };
}

function waitsByDay(files: readonly FileStory[], start: number, end: number): Map<number, number> {
  const waits = new Map<number, number>();
  let next = end;
  for (const { dropped, finished } of files.toReversed()) {
    next = finished ?? next;
    waits.set(Math.floor((dropped - start) / day), (next - dropped) / hour);
  }
  return waits;
}

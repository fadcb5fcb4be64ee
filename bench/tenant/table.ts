import { type Measures, starvedAmong } from './measures';

const number = (value: number): string => value.toLocaleString('en-US');
const fixed = (value: number, digits = 1): string => (Number.isNaN(value) ? '-' : value.toFixed(digits));

const columns = ['people', 'files', 'finished', 'superseded', 'load days', 'median h', 'longest h', 'calls', 'in vain'];

/** What a scenario came to, as text. */
export function tableOf(measures: Measures): string {
  const rows = measures.feeds.map((feed) => [
    number(feed.people),
    number(feed.files),
    number(feed.finished),
    number(feed.superseded),
    fixed(feed.firstLoad),
    fixed(feed.medianWait, 2),
    fixed(feed.longestWait),
    number(feed.calls),
    number(feed.inVain),
  ]);
  const lines = [columns, ...rows].map((row) => row.map((text) => text.padStart(11)).join(''));
  return [...headOf(measures), ...lines, ''].join('\n');
}

function headOf(measures: Measures): string[] {
  const { scenario, days, feeds, fairness, calls, mostIn5Seconds, mostIn24Hours, ledgerWrites, refusals } = measures;
  const { title, callsPerDay, people, send, goLive } = scenario;
  const [smallest, largest] = people.map(number);
  const starved = starvedAmong(measures);
  const inVain = feeds.reduce((sum, feed) => sum + feed.inVain, 0);
  return [
    `${title}: ${number(callsPerDay)} calls a day, ${feeds.length} feeds of ${smallest} to ${largest} people, send: ${send}, first files ${goLive === 1 ? 'on one morning' : `within ${goLive} days`}; ${days} days`,
    `  ${number(calls)} calls (${number(Math.round(calls / days))} a day, ${number(inVain)} in vain), at most ${mostIn5Seconds} in 5 s and ${number(mostIn24Hours)} in 24 h; ledger written ${number(ledgerWrites)} times, quota refused ${number(refusals)} times`,
    `  fairness (Jain) ${fixed(fairness.mean, 3)}, at least ${fixed(fairness.least, 2)}, over ${number(fairness.minutes)} minutes that feeds shared`,
    `  first load at most ${fixed(longest(feeds.map(({ firstLoad }) => firstLoad)))} days, changes then wait at most ${fixed(longest(feeds.map(({ longestWait }) => longestWait)))} h; starved: ${starved.length === 0 ? 'none' : `${starved.length} (${starved.map((feed) => number(feed.people)).join('; ')} people)`}`,
  ];
}

const longest = (values: readonly number[]): number => Math.max(...values.filter((value) => !Number.isNaN(value)));

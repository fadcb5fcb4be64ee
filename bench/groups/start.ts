import type { Sizes } from '../options';
import { atMost, type Row } from '../row';
import { type Spread, spreadOf } from '../spread';
import { type AppName, type Apps, appNames, makeApps } from '../start/apps';
import { startTime } from '../start/time';

type Times = Record<AppName, number[]>;

/**
 * From a process's start to the list of functions: the bundle beside an app with one empty
 * function, and beside the code as it is.
 */
export async function startRows({ rounds }: Sizes, folder: string): Promise<Row[]> {
  const apps = await makeApps(folder);
  const many = 2 * rounds + 1; // a start is short
  const host = rowsOf('in the local host', await timesOf('localHost', apps, many));
  const bare = rowsOf('in a bare process', await timesOf('loader', apps, many));
  const [{ ratio }] = host;
  return [{ ...host[0], ...(ratio && atMost(1.5, ratio)) }, ...host.slice(1), ...bare];
}

async function timesOf(host: 'localHost' | 'loader', apps: Apps, rounds: number): Promise<Times> {
  const times: Times = { none: [], empty: [], emptyUnbundled: [], bundle: [], unbundled: [] };
  for (let round = 0; round < rounds; round++)
    for (const name of appNames) times[name].push(await startTime(host, apps[name]));
  return times;
}

function rowsOf(where: string, times: Times): [Row, ...Row[]] {
  const milliseconds = (numbers: readonly number[]): string => `${spreadOf(numbers).median.toFixed(0)} ms`;
  const bundle = milliseconds(times.bundle);
  return [
    {
      what: `start ${where}: bundle`,
      measured: bundle,
      beside: `one empty function: ${milliseconds(times.empty)}`,
      ratio: ratios(times.bundle, times.empty),
    },
    {
      what: `start ${where}: the bundle’s part`,
      measured: milliseconds(beyond(times.bundle, times.none)),
      beside: `one empty function’s part: ${milliseconds(beyond(times.empty, times.none))}; without an app ${milliseconds(times.none)}`,
    },
    {
      what: `start ${where}: bundle beside unbundled`,
      measured: bundle,
      beside: `unbundled: ${milliseconds(times.unbundled)}; one empty function unbundled: ${milliseconds(times.emptyUnbundled)}`,
      ratio: ratios(times.bundle, times.unbundled),
    },
  ];
}

/** What a start takes beyond that of the same process without an app, round by round. */
const beyond = (times: readonly number[], none: readonly number[]): number[] =>
  times.map((time, round) => time - (none[round] ?? Number.NaN));

const ratios = (one: readonly number[], other: readonly number[]): Spread =>
  spreadOf(one.map((time, round) => time / (other[round] ?? Number.NaN)));

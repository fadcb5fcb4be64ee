import { type SummarizeOptions, summarizeCycles } from '../../../lib/cycles/summarize';
import { GraphError } from '../../../lib/errors';
import type { GraphClient } from '../../../lib/graph/client/client';
import type { LogEntry } from '../../../lib/graph/logs/logEntry';
import type { TelemetryEvent } from '../../../lib/telemetry';
import { entry, jobId, wire } from './entries';

const minute = 60_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const job = { feeds: ['f'], servicePrincipalId: 's', jobId };

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An entry and the time from which it can be read. */
interface Logged {
  readable: number;
  entry: LogEntry;
}

interface World {
  random: () => number;
  now: number;
  log: Logged[];
  told: TelemetryEvent[];
  documents: Map<string, string>;
  /** The chances that a process dies at any step, and that a run is stopped. */
  deaths: number;
  stops: number;
  /** How far our clock is ahead of Entra's clock. */
  skew: number;
}

/** Twelve cycles, one after another, whose entries appear late and out of order. */
function worldOf(seed: number, options: Pick<World, 'deaths' | 'stops' | 'skew'> & { lag: number }): World {
  const random = randomOf(seed);
  const log: Logged[] = [];
  let time = start;
  for (let cycle = 0; cycle < 12; cycle++) {
    const length = random() * 30 * minute;
    for (let left = 1 + Math.floor(random() * 20); left > 0; left--) {
      const at = Math.floor(time + random() * length);
      const fields = { id: `e${log.length}`, cycleId: `c${cycle}`, activityDateTime: new Date(at).toISOString() };
      log.push({ readable: at + random() * options.lag * minute, entry: entry(fields) });
    }
    time += length + random() * 60 * minute;
  }
  return { random, now: start, log, told: [], documents: new Map(), ...options };
}

class Death extends Error {}

function step(world: World, chance = world.deaths): void {
  if (world.random() < chance) throw new Death();
}

/** A state store in memory. Its process can die before or after each call. */
const stateOf = (world: World): SummarizeOptions['state'] => ({
  read: async <T>(name: string) => {
    const text = world.documents.get(name);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  },
  update: async <T>(name: string, change: (current: T | undefined) => T) => {
    const text = world.documents.get(name);
    const next = change(text === undefined ? undefined : (JSON.parse(text) as T));
    step(world);
    world.documents.set(name, JSON.stringify(next));
    step(world);
    return next;
  },
});

/** Serves the entries that can be read by now, oldest first, in small pages. */
function logsOf(world: World, stop: AbortController): GraphClient {
  const get = async (path: string): Promise<unknown> => {
    if (stop.signal.aborted) throw stop.signal.reason;
    const query = new URL(path, 'http://localhost').searchParams;
    const since = /ge (\S+)/.exec(query.get('$filter') ?? '')?.[1] ?? '';
    const readable = world.log
      .filter((logged) => logged.readable <= world.now && logged.entry.activityDateTime >= since)
      .map((logged) => logged.entry)
      .sort((a, b) => (`${a.activityDateTime}${a.id}` < `${b.activityDateTime}${b.id}` ? -1 : 1));
    const after = readable.findIndex(({ id }) => id === query.get('after')) + 1;
    const page = readable.slice(after, after + 7);
    if (world.random() < world.stops) stop.abort(new Error('time is up'));
    const last = page.at(-1);
    const next = after + 7 < readable.length && last !== undefined;
    query.set('after', last?.id ?? '');
    return { value: page.map(wire), ...(next && { '@odata.nextLink': `http://localhost/v1.0/logs?${query}` }) };
  };
  return { get, send: () => Promise.reject(new TypeError('only reads')) };
}

async function run(world: World): Promise<void> {
  const stop = new AbortController();
  const logs = logsOf(world, stop);
  const telemetry = {
    send: async (events: readonly TelemetryEvent[]) => {
      for (const event of events) {
        step(world, world.deaths / 10);
        world.told.push(event);
      }
      step(world);
    },
  };
  const clock = { now: () => world.now + world.skew * minute, wait: async () => {} };
  try {
    await summarizeCycles(job, { graph: logs, logs, state: stateOf(world), telemetry, clock, stop: stop.signal });
  } catch (error) {
    if (!(error instanceof Death) && !(error instanceof GraphError)) throw error;
  }
}

/** Runs every 15 minutes: first with failures, then without, until every cycle is final. */
async function live(world: World): Promise<void> {
  const end = Math.max(...world.log.map(({ readable }) => readable));
  for (; world.now < end; world.now += 15 * minute) await run(world);
  Object.assign(world, { deaths: 0, stops: 0 });
  for (const enough = world.now + 24 * 15 * minute; world.now < enough; world.now += 15 * minute) await run(world);
}

test.each<[string, Parameters<typeof worldOf>[1]]>([
  ['nothing goes wrong', { lag: 0, deaths: 0, stops: 0, skew: 0 }],
  ['the log lags a quarter of an hour', { lag: 15, deaths: 0, stops: 0, skew: 0 }],
  ['the log lags an hour and a half', { lag: 90, deaths: 0, stops: 0, skew: 0 }],
  ['processes die', { lag: 15, deaths: 0.1, stops: 0, skew: 0 }],
  ['time runs out', { lag: 15, deaths: 0, stops: 0.2, skew: 0 }],
  ['all of it, and our clock is ahead', { lag: 15, deaths: 0.1, stops: 0.2, skew: 60 }],
  ['all of it, and our clock is behind', { lag: 15, deaths: 0.1, stops: 0.2, skew: -60 }],
])(
  'whatever happens, each cycle ends with its true numbers, final, and no revision has two meanings: %s',
  async (_, options) => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = worldOf(seed, options);
      await live(world);
      for (const cycleId of new Set(world.log.map((logged) => logged.entry.cycleId))) {
        const told = world.told.filter(({ properties }) => properties.cycleId === cycleId);
        const byRevision = new Map(told.map((event) => [Number(event.properties.revision), JSON.stringify(event)]));
        const newest = JSON.parse(byRevision.get(Math.max(...byRevision.keys())) ?? '{}') as Partial<TelemetryEvent>;
        const changes = world.log.filter((logged) => logged.entry.cycleId === cycleId).length;
        expect({ seed, cycleId, final: newest.properties?.final, changes: newest.measurements?.changes }).toEqual({
          seed,
          cycleId,
          final: 'true',
          changes,
        });
        expect(new Set(told.map((event) => JSON.stringify(event))).size).toBe(byRevision.size);
      }
      const before = world.told.length;
      await run(world);
      expect(world.told).toHaveLength(before); // nothing is new
    }
  },
);

test('an entry without a time, a cycle or a possible moment is of no summary, and holds nothing back', async () => {
  const world = worldOf(1, { lag: 0, deaths: 0, stops: 0, skew: 0 });
  const strange = [
    { activityDateTime: '' },
    { activityDateTime: '2999-01-01T00:00:00Z' },
    { cycleId: '' },
    { cycleId: 'Ada Example' },
  ];
  world.log.push(
    ...strange.map((fields, index) => ({ readable: start, entry: entry({ id: `s${index}`, ...fields }) })),
  );
  await live(world);
  const cycles = new Set(world.told.map(({ properties }) => properties.cycleId));
  expect(cycles).toEqual(new Set(Array.from({ length: 12 }, (_, index) => `c${index}`)));
  expect(JSON.parse([...world.documents.values()][0] ?? '{}')).toMatchObject({
    from: world.now - 15 * minute - 120 * minute,
  });
});

test('a watermark that is none is told with its name, and is not written over', async () => {
  const world = worldOf(1, { lag: 0, deaths: 0, stops: 0, skew: 0 });
  world.documents.set('s/job-1', '{"version":99}');
  await expect(
    summarizeCycles(job, {
      graph: logsOf(world, new AbortController()),
      logs: logsOf(world, new AbortController()),
      state: stateOf(world),
      telemetry: { send: async () => {} },
      clock: { now: () => start, wait: async () => {} },
      stop: new AbortController().signal,
    }),
  ).rejects.toThrow(/s\/job-1\.json.*delete it/);
  expect(world.documents.get('s/job-1')).toBe('{"version":99}');
});

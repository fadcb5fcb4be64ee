import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQuotaLimiter, type SharedLedger } from '../../lib/graph/limits/quotaLimiter';
import { connectStorage, type Storage } from '../../lib/ingestion/storage/connect';
import { openLedger } from '../../lib/ingestion/storage/quotaLedger';
import { createRandom } from '../../local/random';
import { startAzurite } from '../../local/stack/azurite';
import { createEventClock, type EventClock } from './eventClock';
import { type Feed, feedsOf } from './feeds';
import { type Arrivals, createGraph } from './graph';
import type { FeedHistory, FileHistory } from './history';
import { jobLock } from './jobLock';
import { createPeople } from './people';
import { callsPer5Seconds, type Scenario } from './scenarios';
import { day, start } from './time';
import { createUploader, type Uploader } from './uploader';

export interface Simulated {
  scenario: Scenario;
  feeds: FeedHistory[];
  arrivals: Arrivals;
  /** By its own clock, milliseconds since 1970. */
  start: number;
  end: number;
  /** How often the ledger was changed. */
  ledgerWrites: number;
}

/**
 * Lets so many days pass for a tenant, on a storage of its own. Real are the ledger, the pace, the
 * locks and the upload; of the rest there are numbers. It is simpler than life: each feed has an
 * instance of its own, which lives for ever; work of the storage takes no time and comes one after
 * the other; nothing fails, no person does, and no upload ends for its time budget; how far a file
 * came is kept in memory; the lock's lease is renewed in real time, and a call does not ask how
 * much is left of it.
 */
export async function simulate(scenario: Scenario, days: number, seed = 20): Promise<Simulated> {
  const folder = await mkdtemp(join(tmpdir(), 'csv2scim-tenant-')); // in memory, Azurite stands still to forget what was overwritten
  const azurite = await startAzurite(folder);
  try {
    const storage = await connectStorage({ connectionString: azurite.connectionString });
    return await simulateOn(storage, scenario, days, seed);
  } finally {
    await azurite.stop();
    await rm(folder, { recursive: true });
  }
}

async function simulateOn(storage: Storage, scenario: Scenario, days: number, seed: number): Promise<Simulated> {
  const clock = createEventClock();
  const graph = createGraph(clock, createRandom(seed));
  const random = createRandom(seed + 1);
  const ledger = countingLedger(storage, clock);
  const end = start + days * day;
  const feeds = feedsOf(scenario, days, createRandom(seed + 2)).map(
    (feed): FeedHistory => ({ feed, files: [], sending: [], refusals: 0 }),
  );
  const uploaders = feeds.map((story) => {
    const { callsPerDay } = scenario;
    const { feed } = story;
    const job = { servicePrincipalId: feed.name, jobId: 'job' };
    return createUploader({
      story,
      people: createPeople(feed, scenario, random),
      callsLeft: () => callsPerDay - graph.callsSince(clock.now() - day),
      clock,
      random,
      rateLimiter: createQuotaLimiter({ callsPer5Seconds, callsPerDay, ledger, clock, owner: feed.name }),
      call: () => graph.call(feed.index),
      alone: jobLock(job, storage, clock),
    });
  });
  const endAll = clock.wait(end - start).then(() => {
    for (const uploader of uploaders) uploader.end();
  });
  const lives = uploaders.map((uploader, index) => live(uploader, (feeds[index] as FeedHistory).feed, clock));
  await clock.runUntil(Promise.all([endAll, ...lives]));
  return { scenario, feeds, arrivals: graph.arrivals, start, end, ledgerWrites: ledger.writes() };
}

/** Drops a feed's files, one after the other. */
async function live(uploader: Uploader, { drops }: Feed, clock: EventClock): Promise<void> {
  const taken: Promise<void>[] = [];
  for (const dropped of drops) {
    await clock.wait(dropped - clock.now());
    const file: FileHistory = { dropped, waiting: 0, settled: 0, calls: 0 };
    taken.push(uploader.take(file));
  }
  await Promise.all(taken);
}

/** The real ledger: the time stands still while it is read and written. */
function countingLedger(storage: Storage, clock: EventClock): SharedLedger & { writes(): number } {
  const ledger = openLedger(storage);
  let writes = 0;
  return {
    writes: () => writes,
    update(change) {
      writes++;
      return clock.outside(() => ledger.update(change));
    },
  };
}

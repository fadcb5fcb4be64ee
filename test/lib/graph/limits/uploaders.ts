import { QuotaError } from '../../../../lib/errors';
import type { Ledger, Limits } from '../../../../lib/graph/limits/quota';
import { createQuotaLimiter, type SharedLedger } from '../../../../lib/graph/limits/quotaLimiter';
import { createRandom } from '../../../../local/random';
import { type SteppingClock, start, steppingClock } from '../clocks';
import type { Trip } from './trips';

export interface Uploader {
  trips: readonly Trip[];
  /** Milliseconds from the start after which it does nothing any more. */
  crashes?: number | undefined;
}

export interface Journey {
  /** When each call left and arrived, from the start, per uploader. */
  left: number[][];
  arrived: number[][];
  /** Writes of the ledger that took effect. */
  writes: number;
  ledger: Ledger | undefined;
}

export interface TestLedger extends SharedLedger {
  writes(): number;
  current(): Ledger | undefined;
}

/**
 * A ledger as a blob is: it takes a while to read and to write, now more, now less, and a write
 * upon an outdated reading is done again.
 */
export function testLedger(clock: SteppingClock, latency = 0): TestLedger {
  let text: string | undefined;
  let writes = 0;
  const current = (): Ledger | undefined => (text === undefined ? undefined : (JSON.parse(text) as Ledger));
  const random = createRandom(1);
  const pass = async (): Promise<void> => void (latency > 0 && (await clock.wait(Math.round(latency * random()))));
  return {
    writes: () => writes,
    current,
    async update(change) {
      for (;;) {
        await pass();
        const read = text;
        const next = change(current());
        await pass();
        if (text !== read) continue;
        writes++;
        text = JSON.stringify(next);
        return next;
      }
    },
  };
}

const forever = new Promise<never>(() => {});

/**
 * Lets several processes upload on one ledger; whoever is refused comes again when it is told to.
 */
export async function uploadAll(uploaders: readonly Uploader[], limits: Limits, latency = 0): Promise<Journey> {
  const clock = steppingClock();
  const ledger = testLedger(clock, latency);
  const left: number[][] = uploaders.map(() => []);
  const arrived: number[][] = uploaders.map(() => []);

  const run = async ({ trips, crashes = Number.POSITIVE_INFINITY }: Uploader, index: number): Promise<void> => {
    const dead = (): boolean => clock.now() - start >= crashes;
    const rateLimiter = createQuotaLimiter({
      ...limits,
      clock,
      owner: `uploader ${index}`,
      ledger: { update: (change) => (dead() ? forever : ledger.update(change)) },
    });
    const travel = async (trip: Trip): Promise<void> => {
      if (dead()) return forever;
      const now = clock.now() - start;
      left[index]?.push(now);
      arrived[index]?.push(now + trip.way);
      if (trip.way + trip.work > 0) await clock.wait(trip.way + trip.work);
    };
    const send = async (trip: Trip): Promise<void> => {
      for (;;) {
        try {
          return await rateLimiter(() => travel(trip));
        } catch (error) {
          if (!(error instanceof QuotaError)) throw error;
          await clock.wait(error.until - clock.now());
        }
      }
    };
    await Promise.all(
      trips.map(async (trip) => {
        if (trip.wanted > 0) await clock.wait(trip.wanted);
        await send(trip);
      }),
    );
  };
  const all = uploaders.map(run);
  await clock.run();
  await Promise.all(all.filter((_, index) => uploaders[index]?.crashes === undefined));
  return { left, arrived, writes: ledger.writes(), ledger: ledger.current() };
}

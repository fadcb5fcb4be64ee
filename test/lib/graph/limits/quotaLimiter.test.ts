import { QuotaError } from '../../../../lib/errors';
import { callsInLast24Hours } from '../../../../lib/graph/limits/quota';
import { createQuotaLimiter } from '../../../../lib/graph/limits/quotaLimiter';
import { start, steppingClock } from '../clocks';
import { burst, mostInWindow, travel } from './trips';
import { testLedger, uploadAll } from './uploaders';

const limits = { callsPer5Seconds: 40, callsPerDay: 100_000 };
const minute = 60_000;
const reason = (error: unknown): unknown => error;

describe('createQuotaLimiter() for one uploader', () => {
  test.each([0, 50, 300, 1000, 3000])('wastes little beside createPace() at %i ms per call', async (latency) => {
    const trips = burst(4000, latency);
    const { left } = await travel(40, trips);
    const quota = await uploadAll([{ trips }], limits, 50);
    expect(mostInWindow(quota.arrived.flat())).toBeLessThanOrEqual(40);
    expect(Math.max(...left) / Math.max(...quota.left.flat())).toBeGreaterThanOrEqual(0.97);
    expect(quota.writes).toBeLessThanOrEqual(Math.max(...left) / 5000 + 2);
  });

  test('reserves no more calls than wait', async () => {
    const { ledger, writes } = await uploadAll([{ trips: burst(3, 300) }], limits);
    expect(ledger?.spent.map(({ calls }) => calls)).toEqual([3]);
    expect(writes).toBe(1);
  });

  test("spends the day's calls to the last one", async () => {
    const day = { callsPer5Seconds: 40, callsPerDay: 100 };
    const { left } = await uploadAll([{ trips: burst(130, 300) }], day, 50);
    expect(left.flat().filter((time) => time < minute)).toHaveLength(100);
    expect(left.flat()).toHaveLength(130);
  });
});

describe('createQuotaLimiter() when calls wait on after they were reserved', () => {
  const cases: readonly [number, number, number][] = [
    [4000, 2, 1],
    [6000, 2, 2],
    [14_000, 2, 2],
    [16_000, 4, 2],
  ];
  test.each(cases)('for %i ms has spent %i calls in %i writes', async (pause, spent, writes) => {
    const clock = steppingClock();
    const ledger = testLedger(clock, 50);
    const rateLimiter = createQuotaLimiter({ ...limits, ledger, clock });
    const left = Promise.all([1, 2].map(() => rateLimiter(async () => clock.now() - start)));
    await clock.run(start + 10);
    rateLimiter.pause(pause);
    await clock.run();
    for (const time of await left) expect(time).toBeGreaterThanOrEqual(pause);
    expect(ledger.writes()).toBe(writes);
    expect(callsInLast24Hours(ledger.current(), clock.now())).toBe(spent);
  });
});

describe('createQuotaLimiter() for several uploaders', () => {
  test('writes about once in 5 s for each', async () => {
    const all = [{ trips: burst(1000, 300) }, { trips: burst(1000, 300) }];
    const { left, writes } = await uploadAll(all, limits, 50);
    expect(writes).toBeLessThanOrEqual((2 * Math.max(...left.flat())) / 5000 + 15); // the newcomer asks each second
  });

  test.each([
    [1, 2],
    [1, 5],
    [3, 5],
    [40, 2],
    [40, 5],
  ])('shares a limit of %i fairly among %i', async (callsPer5Seconds, count) => {
    const trips = burst(callsPer5Seconds * 30, 300);
    const all = Array.from({ length: count }, () => ({ trips }));
    const { left, arrived } = await uploadAll(all, { ...limits, callsPer5Seconds }, 50);
    expect(mostInWindow(arrived.flat())).toBeLessThanOrEqual(callsPer5Seconds);
    const soFar = left.map((times) => times.filter((time) => time < 5 * minute).length);
    expect(Math.max(...soFar) - Math.min(...soFar)).toBeLessThanOrEqual(2 * callsPer5Seconds); // the first had it all for two windows
    expect(soFar.reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan((callsPer5Seconds * 300) / 12);
  });

  test('lets a newcomer begin within a block and what holds it, and gives the limit back when it is done', async () => {
    const all = [{ trips: burst(4000, 300) }, { trips: burst(40, 300).map((trip) => ({ ...trip, wanted: 60_000 })) }];
    const { left } = await uploadAll(all, limits, 50);
    const [first = [], newcomer = []] = left;
    expect(Math.min(...newcomer)).toBeLessThan(60_000 + 13_000);
    expect(Math.max(...newcomer)).toBeLessThan(60_000 + 20_000);
    expect(Math.max(...first)).toBeLessThan((4000 / 40) * 5300 * 1.03 + 20_000);
  });

  test('goes on soon after another has crashed', async () => {
    const { left } = await uploadAll([{ trips: burst(400, 300), crashes: 100 }, { trips: burst(40, 300) }], limits);
    expect(Math.max(...(left[1] ?? []))).toBeLessThan(13_000);
  });
});

describe('createQuotaLimiter() refuses', () => {
  test('all who wait with one QuotaError when the day is spent', async () => {
    const clock = steppingClock();
    const ledger = testLedger(clock);
    const rateLimiter = createQuotaLimiter({ callsPer5Seconds: 40, callsPerDay: 2, ledger, clock });
    const errors = Promise.all([1, 2, 3, 4, 5].map(() => rateLimiter(async () => undefined).catch(reason)));
    await clock.run();
    const [one, two, third, ...others] = await errors;
    expect([one, two]).toEqual([undefined, undefined]);
    expect(third).toBeInstanceOf(QuotaError);
    const until = start + 24 * 60 * minute + 5 * minute;
    expect(third).toMatchObject({ code: 'quota_spent', until });
    expect((third as QuotaError).message).toBe("the day's 2 calls are spent: it continues at 2026-01-02T00:05:00.000Z");
    for (const other of others) expect(other).toBe(third);
    expect(ledger.writes()).toBe(2);
  });

  test('one call with an error of the ledger, and goes on with the next', async () => {
    const clock = steppingClock();
    const ledger = testLedger(clock);
    const broken = new Error('the storage is away');
    let asked = 0;
    const update: typeof ledger.update = (change) => (++asked === 1 ? Promise.reject(broken) : ledger.update(change));
    const rateLimiter = createQuotaLimiter({ ...limits, ledger: { update }, clock });
    const all = Promise.all([1, 2].map(() => rateLimiter(async () => 'sent').catch(reason)));
    await clock.run();
    expect(await all).toEqual([broken, 'sent']);
  });
});

describe('createQuotaLimiter() when Graph answers nothing but 429', () => {
  /**
   * Two uploaders call every ten seconds or so, answered as `statusOf` says. @returns when calls
   * were made, in minutes
   */
  async function callsWithin(minutes: number, statusOf: (minute: number) => number): Promise<number[]> {
    const clock = steppingClock();
    const ledger = testLedger(clock, 50);
    const made: number[] = [];
    const uploaders = [10_000, 11_000].map(async (between) => {
      const rateLimiter = createQuotaLimiter({ ...limits, ledger, clock });
      while (clock.now() < start + minutes * minute) {
        await rateLimiter(async () => {
          const now = (clock.now() - start) / minute;
          made.push(now);
          rateLimiter.recordStatus(statusOf(now));
        }).catch((error: unknown) => expect(error).toMatchObject({ code: 'quota_elsewhere' }));
        await clock.wait(between);
      }
    });
    await clock.run();
    await Promise.all(uploaders);
    return made.toSorted((a, b) => a - b);
  }
  const between = (times: readonly number[], from: number, to: number): number[] =>
    times.filter((time) => time >= from && time < to).map(Math.round);

  test('for ten minutes lets one call through in each half hour', async () => {
    const made = await callsWithin(120, () => 429);
    expect(between(made, 0, 10).length).toBeGreaterThan(60);
    expect(between(made, 10.2, 120)).toEqual([10, 40, 70, 100]);
  });

  test('goes on as ever once such a call is served', async () => {
    const made = await callsWithin(60, (now) => (now < 30 ? 429 : 202));
    expect(between(made, 11, 40)).toEqual([]);
    expect(between(made, 41, 60).length).toBeGreaterThan(150);
  });

  test('goes on as ever while one answer in ten minutes is another', async () => {
    const made = await callsWithin(60, (now) => (Math.floor(now) % 9 === 8 ? 503 : 429));
    expect(between(made, 11, 60).length).toBeGreaterThan(400);
  });

  test('voids what was reserved before, when one call is to find out', async () => {
    const clock = steppingClock();
    const ledger = testLedger(clock, 50);
    const throttling = { since: start - 9.95 * minute, last: start };
    await Promise.all([ledger.update(() => ({ blocks: [], waiting: [], spent: [], throttling })), clock.run()]);
    const rateLimiter = createQuotaLimiter({ ...limits, ledger, clock });
    let made = 0;
    const all = Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        rateLimiter(async () => {
          made++;
          await clock.wait(7000);
          rateLimiter.recordStatus(429);
        }).catch(reason),
      ),
    );
    await clock.run(clock.now() + 10);
    rateLimiter.pause(6000);
    await clock.run();
    const [first, ...others] = await all;
    expect(first).toBeUndefined();
    for (const other of others) expect(other).toMatchObject({ code: 'quota_elsewhere' });
    expect(made).toBe(1);
  });

  test("has all others wait for the first one's answer", async () => {
    const clock = steppingClock();
    const ledger = testLedger(clock);
    await ledger.update(() => ({
      blocks: [],
      waiting: [],
      spent: [],
      throttling: { since: start - 11 * minute, last: start },
    }));
    const rateLimiter = createQuotaLimiter({ ...limits, ledger, clock });
    const all = Promise.all(
      Array.from({ length: 40 }, () =>
        rateLimiter(async () => {
          await clock.wait(3000);
          rateLimiter.recordStatus(202);
          return clock.now() - start;
        }),
      ),
    );
    await clock.run();
    const [first, ...others] = await all;
    expect(first).toBe(3000);
    for (const other of others) expect(other).toBeLessThan(13_000);
  });
});

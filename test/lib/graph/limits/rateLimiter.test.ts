import { createRateLimiter } from '../../../../lib/graph/limits/rateLimiter';
import { latestArrival } from '../../../../lib/graph/limits/slidingWindow';
import { start, steppingClock } from '../clocks';
import { burst, mostInWindow, type Trip, travel } from './trips';

describe('createRateLimiter() lets at most N calls leave, and arrive, in any 5 seconds', () => {
  const slowThenFast: Trip[] = [...burst(40, 4000), ...burst(200, 10)];
  const trickle: Trip[] = Array.from({ length: 300 }, (_, index) => ({ wanted: index * 50, way: 100, work: 200 }));
  const late: Trip[] = [
    { wanted: 0, way: 0, work: 0 },
    ...burst(100, 0, 900).map((trip) => ({ ...trip, wanted: 4900 })),
  ];
  const stalled: Trip[] = [...burst(1, 200), ...burst(39, 200, 1000), ...burst(100, 200, 0)];
  const overlapping: Trip[] = [...burst(1, 6500), ...burst(1, 9000), ...burst(1, 0)];
  const cases: readonly [string, number, Trip[]][] = [
    ['when calls take no time', 40, burst(200, 0, 0)],
    ['when calls take 300 ms', 40, burst(200, 200)],
    ['when calls arrive as they leave', 40, burst(200, 300, 0)],
    ['when calls are held up on their way, and others are not', 40, stalled],
    ['when calls take 3 s', 40, burst(200, 3000)],
    ['when calls take 30 s', 40, burst(100, 30_000)],
    ['when slow calls come before fast ones', 40, slowThenFast],
    ['when calls trickle in', 40, trickle],
    ['when a burst comes at the end of a window', 40, late],
    ['when a call is answered only after its place was taken again', 1, overlapping],
    ['when N is 1', 1, burst(5, 100)],
    ['when N is 2', 2, burst(9, 700)],
  ];
  test.each(cases)('%s', async (_, calls, trips) => {
    const { left, arrived } = await travel(calls, trips);
    expect(left).toHaveLength(trips.length);
    expect(mostInWindow(left)).toBeLessThanOrEqual(calls);
    expect(mostInWindow(arrived)).toBeLessThanOrEqual(calls);
  });
});

test('a call counts from its start, however long it gets ready in its place', async () => {
  const clock = steppingClock();
  const rateLimiter = createRateLimiter({ calls: 2, window: 5000, clock });
  const getReady = (): Promise<void> => clock.wait(8000);
  const started = Promise.all(
    [getReady, getReady, undefined, undefined].map((ready) =>
      rateLimiter(async () => clock.now() - start, undefined, ready),
    ),
  );
  await clock.run();
  const [first, second, third, fourth] = await started;
  expect([first, second]).toEqual([8000, 8000]);
  expect(third).toBeGreaterThanOrEqual(13_000);
  expect(fourth).toBeLessThan(14_100);
});

test('a call that cannot get ready gives its place back', async () => {
  const clock = steppingClock();
  const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
  const refused = rateLimiter(
    async () => 'never',
    undefined,
    () => Promise.reject(new Error('the lock is lost')),
  );
  const next = rateLimiter(async () => clock.now() - start);
  await expect(refused).rejects.toThrow('the lock is lost');
  await clock.run();
  expect(await next).toBeLessThanOrEqual(5000);
});

describe('createRateLimiter() wastes little of the limit of 40 in 5 s', () => {
  const cases: readonly [number, number][] = [
    [0, 0.99],
    [50, 0.98],
    [300, 0.98],
    [1000, 0.98],
    [3000, 0.98],
  ];
  test.each(cases)('at %i ms per call at least %d of it is reached', async (latency, share) => {
    const calls = 4000;
    const { left } = await travel(40, burst(calls, latency, 0));
    const windows = Math.max(...left) / 5000;
    expect((calls - 40) / windows / 40).toBeGreaterThanOrEqual(share);
  });

  test('the first 40 leave at once', async () => {
    const { left } = await travel(40, burst(41, 300));
    expect(left.filter((time) => time === 0)).toHaveLength(40);
    expect(Math.max(...left)).toBe(5100);
  });

  test('after a 429 a call counts from its answer, as nobody knows how long it was on its way', async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
    const call = (): Promise<number> => rateLimiter(async () => clock.wait(300).then(() => clock.now() - start));
    const answered = Promise.all([call(), call().finally(() => rateLimiter.recordStatus(429)), call(), call()]);
    await clock.run();
    await expect(answered).resolves.toEqual([300, 5400, 10_700, 16_000]);
  });
});

describe('createPace()', () => {
  test('starts calls in the order in which they came', async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 2, window: 5000, clock });
    const started: number[] = [];
    const all = Array.from({ length: 9 }, (_, index) => rateLimiter(async () => started.push(index)));
    await clock.run();
    await Promise.all(all);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("gives a call's result, and its failure, which takes a place like any other", async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
    await expect(rateLimiter(async () => 'answer')).resolves.toBe('answer');
    const failed = expect(rateLimiter(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await clock.run();
    await failed;
    const next = rateLimiter(async () => clock.now() - start);
    await clock.run();
    await expect(next).resolves.toBe(10_000);
  });
});

describe('pause()', () => {
  const cases: readonly [string, number[], number][] = [
    ['lets nobody start before it is over', [700], 700],
    ['counts the longest of several', [700, 300], 700],
    ['may be made longer', [300, 700], 700],
    ['of 0 holds nobody up', [0], 0],
  ];
  test.each(cases)('%s', async (_, pauses, expected) => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 40, window: 5000, clock });
    for (const pause of pauses) rateLimiter.pause(pause);
    const started = Promise.all([1, 2, 3].map(() => rateLimiter(async () => clock.now() - start)));
    await clock.run();
    await expect(started).resolves.toEqual([expected, expected, expected]);
  });

  test('holds up those who wait for a place already', async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
    await rateLimiter(async () => {});
    const started = rateLimiter(async () => clock.now() - start);
    await clock.run(start + 4000);
    rateLimiter.pause(60_000);
    await clock.run();
    expect(await started).toBeGreaterThanOrEqual(60_000);
  });

  test('lets a call finish that has begun', async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
    const done = rateLimiter(async () => {
      rateLimiter.pause(60_000);
      await clock.wait(300);
      return clock.now() - start;
    });
    await clock.run();
    await expect(done).resolves.toBe(300);
  });
});

describe('an abort signal', () => {
  const reason = new Error('stopping');

  test('that is aborted already lets a call not begin', async () => {
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock: steppingClock() });
    let begun = false;
    const call = async (): Promise<void> => {
      begun = true;
    };
    await expect(rateLimiter(call, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  test('ends the waiting at once, and takes no place from those behind', async () => {
    const clock = steppingClock();
    const rateLimiter = createRateLimiter({ calls: 1, window: 5000, clock });
    await rateLimiter(async () => {});
    const stop = new AbortController();
    const stopped = expect(rateLimiter(async () => 'begun', stop.signal)).rejects.toBe(reason);
    const next = rateLimiter(async () => clock.now() - start);
    await clock.run(start + 1000);
    stop.abort(reason);
    await stopped;
    await clock.run();
    await expect(next).resolves.toBe(5000);
  });
});

describe('latestArrival()', () => {
  const never = Number.POSITIVE_INFINITY;
  const cases: readonly [number, number, number, number][] = [
    [0, 0, 0, 0],
    [0, 50, 50, 50],
    [0, 300, 300, 100],
    [0, 300, 250, 150],
    [0, 300, 20, 300],
    [0, 3000, 3000, 100],
    [0, 3000, 300, 1000],
    [500, never, 300, 1500],
    [500, never, never, 1500],
  ];
  test.each(cases)(
    'of a call that left at %i and was answered at %d, the quickest answer taking %d, is %i',
    (started, answered, quickest, expected) => {
      expect(latestArrival({ started, answered }, quickest)).toBe(expected);
    },
  );
});

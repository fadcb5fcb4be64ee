import fc from 'fast-check';
import { mostInWindow, tripsWithin } from './trips';
import { type Uploader, uploadAll } from './uploaders';

const uploaders = (longest: number): fc.Arbitrary<Uploader[]> =>
  fc.array(
    fc.record({
      trips: tripsWithin(longest, 30),
      crashes: fc.option(fc.nat({ max: longest }), { nil: undefined, freq: 4 }),
    }),
    { minLength: 1, maxLength: 5 },
  );

const limit = fc.integer({ min: 1, max: 12 });
const latency = fc.oneof(fc.constant(0), fc.nat({ max: 600 }));
const day = 24 * 60 * 60 * 1000;

test('createQuotaLimiter() keeps the burst limit of all uploaders together, and lets each come to its end', async () => {
  await fc.assert(
    fc.asyncProperty(uploaders(30_000), limit, latency, async (all, callsPer5Seconds, way) => {
      const { left, arrived } = await uploadAll(all, { callsPer5Seconds, callsPerDay: 2000 }, way);
      expect(mostInWindow(arrived.flat())).toBeLessThanOrEqual(callsPer5Seconds);
      const total = all.reduce((sum, { trips }) => sum + trips.length, 0);
      const blocks = Math.ceil(total / Math.max(1, Math.floor(callsPer5Seconds / 2))) + all.length + 2;
      for (const [index, { trips, crashes }] of all.entries()) {
        if (crashes === undefined) expect(left[index]).toHaveLength(trips.length);
      }
      expect(Math.max(0, ...left.flat())).toBeLessThanOrEqual(30_000 + blocks * 14_000);
    }),
    { numRuns: 150 },
  );
});

test("createQuotaLimiter() keeps the day's calls of all uploaders together, and lets each come to its end", async () => {
  const perDay = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(uploaders(2 * day), limit, perDay, latency, async (all, callsPer5Seconds, callsPerDay, way) => {
      const { left, arrived, ledger } = await uploadAll(all, { callsPer5Seconds, callsPerDay }, way);
      expect(mostInWindow(arrived.flat())).toBeLessThanOrEqual(callsPer5Seconds);
      expect(mostInWindow(arrived.flat(), day)).toBeLessThanOrEqual(callsPerDay);
      for (const [index, { trips, crashes }] of all.entries()) {
        if (crashes === undefined) expect(left[index]).toHaveLength(trips.length);
      }
      expect(ledger?.spent.length ?? 0).toBeLessThanOrEqual(290);
    }),
    { numRuns: 60 },
  );
});

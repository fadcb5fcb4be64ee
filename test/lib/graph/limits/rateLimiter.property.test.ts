import fc from 'fast-check';
import { mostInWindow, travel, tripsWithin } from './trips';

const trips = tripsWithin(12_000, 60);
const limit = fc.integer({ min: 1, max: 12 });

test('createRateLimiter() keeps the limit when calls leave and when they arrive, whatever their start, latency and way', async () => {
  await fc.assert(
    fc.asyncProperty(limit, trips, async (calls, all) => {
      const { left, arrived } = await travel(calls, all);
      expect(left).toHaveLength(all.length);
      expect(mostInWindow(left)).toBeLessThanOrEqual(calls);
      expect(mostInWindow(arrived)).toBeLessThanOrEqual(calls);
    }),
    { numRuns: 150 },
  );
});

test('createRateLimiter() holds nobody up longer than a slow way and a window for each N before', async () => {
  await fc.assert(
    fc.asyncProperty(limit, trips, async (calls, all) => {
      const { left } = await travel(calls, all);
      const lastWanted = Math.max(...all.map(({ wanted }) => wanted));
      expect(Math.max(...left)).toBeLessThanOrEqual(lastWanted + Math.floor(all.length / calls) * 6000);
    }),
    { numRuns: 150 },
  );
});

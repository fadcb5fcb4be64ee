import fc from 'fast-check';
import { mostInWindow, type Trip, travel } from './trips';

const trip: fc.Arbitrary<Trip> = fc.record({
  wanted: fc.nat({ max: 12_000 }),
  latency: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 1000 }), fc.nat({ max: 15_000 })),
  arrival: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
});

const trips = fc.array(trip, { minLength: 1, maxLength: 60 });
const limit = fc.integer({ min: 1, max: 12 });

test('createPace() keeps the limit when calls leave and when they arrive, whatever their start, latency and way', async () => {
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

test('createPace() holds nobody up longer than a slow way and a window for each N before', async () => {
  await fc.assert(
    fc.asyncProperty(limit, trips, async (calls, all) => {
      const { left } = await travel(calls, all);
      const lastWanted = Math.max(...all.map(({ wanted }) => wanted));
      expect(Math.max(...left)).toBeLessThanOrEqual(lastWanted + Math.floor(all.length / calls) * 6000);
    }),
    { numRuns: 150 },
  );
});

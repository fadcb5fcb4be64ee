import fc from 'fast-check';
import { fromRuns, inRuns, runsOf, toRuns } from '../../../lib/ingestion/ranges';

test.each([
  [[], []],
  [[0], [[0, 1]]],
  [[3, 4, 5], [[3, 3]]],
  [[5, 3, 4], [[3, 3]]],
  [
    [0, 1, 3, 7, 8],
    [
      [0, 2],
      [3, 1],
      [7, 2],
    ],
  ],
])('toRuns() gives first and count of each run in %j', (numbers, runs) => {
  expect(toRuns(numbers)).toEqual(runs);
});

test('fromRuns() gives back the numbers that toRuns() took', () => {
  const numbers = fc.uniqueArray(fc.nat({ max: 200 }));
  fc.assert(
    fc.property(numbers, (given) => {
      expect([...fromRuns(toRuns(given))]).toEqual(given.toSorted((a, b) => a - b));
    }),
  );
});

test('toRuns() gives runs that neither touch nor overlap', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 200 })), (given) => {
      const runs = toRuns(given);
      runs.slice(1).forEach(([first], index) => {
        const [before, count] = runs[index] ?? [0, 0];
        expect(first).toBeGreaterThan(before + count);
      });
    }),
  );
});

test('inRuns() tells, of ascending numbers, which are in the runs; runsOf() gives the runs of a condition', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 200 })), fc.uniqueArray(fc.nat({ max: 200 })), (given, asked) => {
      const runs = toRuns(given);
      const isIn = inRuns(runs);
      for (const number of asked.toSorted((a, b) => a - b)) expect(isIn(number)).toBe(given.includes(number));
      expect(runsOf(201, (number) => given.includes(number))).toEqual(runs);
    }),
  );
});

import fc from 'fast-check';
import { createRangeCheck, expandRanges, findRanges, toRanges } from '../../../lib/ingestion/ranges';

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
])('toRanges() gives first and count of each run in %j', (numbers, runs) => {
  expect(toRanges(numbers)).toEqual(runs);
});

test('expandRanges() gives back the numbers that toRanges() took', () => {
  const numbers = fc.uniqueArray(fc.nat({ max: 200 }));
  fc.assert(
    fc.property(numbers, (given) => {
      expect([...expandRanges(toRanges(given))]).toEqual(given.toSorted((a, b) => a - b));
    }),
  );
});

test('toRanges() gives runs that neither touch nor overlap', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 200 })), (given) => {
      const runs = toRanges(given);
      runs.slice(1).forEach(([first], index) => {
        const [before, count] = runs[index] ?? [0, 0];
        expect(first).toBeGreaterThan(before + count);
      });
    }),
  );
});

test('createRangeCheck() tells, of ascending numbers, which are in the ranges; findRanges() gives the ranges of a condition', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 200 })), fc.uniqueArray(fc.nat({ max: 200 })), (given, asked) => {
      const runs = toRanges(given);
      const isIn = createRangeCheck(runs);
      for (const number of asked.toSorted((a, b) => a - b)) expect(isIn(number)).toBe(given.includes(number));
      expect(findRanges(201, (number) => given.includes(number))).toEqual(runs);
    }),
  );
});

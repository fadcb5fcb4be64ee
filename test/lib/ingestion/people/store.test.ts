import fc from 'fast-check';
import { normalizeId, personKey } from '../../../../lib/ingestion/people/person';
import { isRefreshDue } from '../../../../lib/ingestion/people/store';

const minutes = (days: number): number => days * 24 * 60;

test.each([
  ['W100', 'w100'],
  [' 100 ', '100'],
  ['100\u200b', '100'],
  ['\ufeff100', '100'],
  ['1\u00ad0\u206000', '1000'],
  ['A\u00a0100', 'a100'],
  ['E\u0301va', '\u00e9va'],
  ['\u00c9VA', '\u00e9va'],
])('`personKey()` of %j is that of %j', (id, same) => {
  expect(personKey(id, 'key')).toBe(personKey(same, 'key'));
  expect(normalizeId(id)).toBe(normalizeId(same));
});

test.each([
  ['100', '0100'],
  ['a b', 'ab'],
  ['e', '\u00e9'],
])('`personKey()` tells %j from %j', (one, other) => {
  expect(personKey(one, 'key')).not.toBe(personKey(other, 'key'));
});

test('`isRefreshDue()` comes at least every so many days, once in so many, on a day of the person', () => {
  const person = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(
      person,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 20_000, max: 21_000 }),
      (key, everyDays, sent) => {
        const due = (day: number): boolean =>
          isRefreshDue(key, minutes(sent) + 600, { now: minutes(day) + 300, everyDays });
        expect(due(sent)).toBe(false);
        expect(due(sent + everyDays)).toBe(true);
        const first = Array.from({ length: everyDays }, (_, index) => sent + 1 + index).find(due) ?? 0;
        expect(first % everyDays).toBe(key % everyDays);
        for (let day = first; day < first + 3; day++) expect(due(day)).toBe(true);
      },
    ),
  );
});

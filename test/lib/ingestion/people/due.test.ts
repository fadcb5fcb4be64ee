import fc from 'fast-check';
import { isRefreshDue } from '../../../../lib/ingestion/people/due';

const minutes = (days: number): number => days * 24 * 60;

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

import fc from 'fast-check';
import { createResendRule, isRefreshDue, mostResendsAfterFailure } from '../../../../lib/ingestion/people/due';
import { emptyStore, flag, storedOutcomes } from '../../../../lib/ingestion/people/store';

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

describe('`createResendRule()`', () => {
  const today = 20_000;
  const [succeeded, failed] = [storedOutcomes.indexOf('created'), storedOutcomes.indexOf('failed')];
  const cases: [string, { outcome: number; sent: number; repeats?: number; isUnanswered?: boolean }, string][] = [
    ['who failed yesterday', { outcome: failed, sent: today - 1 }, 'failed'],
    ['who failed today', { outcome: failed, sent: today }, 'unchanged'],
    ['who failed too often', { outcome: failed, sent: today - 1, repeats: mostResendsAfterFailure }, 'unchanged'],
    [
      'who failed too often, a week ago',
      { outcome: failed, sent: today - 7, repeats: mostResendsAfterFailure },
      'refresh',
    ],
    ['who has no answer', { outcome: succeeded, sent: today - 1, isUnanswered: true }, 'unanswered'],
    ['who was sent seven days ago', { outcome: succeeded, sent: today - 7 }, 'refresh'],
    ['who was sent today', { outcome: succeeded, sent: today }, 'unchanged'],
  ];
  test.each(cases)('%s', (_, { outcome, sent, repeats = 0, isUnanswered = false }, kind) => {
    const store = {
      ...emptyStore,
      keys: BigUint64Array.of(BigInt(today + 3)), // whose day is neither today nor yesterday
      flags: Buffer.of(flag.active),
      outcomes: Buffer.of(outcome),
      repeats: Buffer.of(repeats),
      sentAt: Uint32Array.of(minutes(sent)),
    };
    const options = { now: minutes(today) + 60, resendAllEveryDays: 7, isUnanswered: () => isUnanswered };
    expect(createResendRule(store, options)(0)).toBe(kind);
  });
});

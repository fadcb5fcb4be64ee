import { createNextDate } from '../../../../lib/ingestion/inspection/nextDate';

const today = '2026-11-29';

test.each([
  ['nothing bounds', [], undefined],
  ['a first day to come', [{ from: '2026-11-30', until: undefined }], '2026-11-30'],
  ['a first day that has come', [{ from: today, until: undefined }], undefined],
  ['the day after a last day', [{ from: undefined, until: '2026-12-31' }], '2027-01-01'],
  ['a last day that is today', [{ from: undefined, until: today }], '2026-11-30'],
  ['a last day that is over', [{ from: undefined, until: '2026-11-28' }], undefined],
  ['the first day before the last', [{ from: '2027-02-01', until: '2027-02-28' }], '2027-02-01'],
  ['a last day before the first', [{ from: '2027-02-28', until: '2027-02-01' }], undefined],
  ['no end, as SAP writes it', [{ from: '2020-01-01', until: '9999-12-31' }], undefined],
  [
    'the first of several people',
    [
      { from: '2027-01-01', until: undefined },
      { from: undefined, until: '2026-12-15' },
    ],
    '2026-12-16',
  ],
])('`createNextDate()` finds the next date that changes somebody: %s', (_, bounds, expected) => {
  const next = createNextDate(today, false);
  for (const one of bounds) next.add({ from: one.from, until: one.until });
  expect(next.find()).toBe(expected);
});

test('`createNextDate()` gives the next day when each day may change somebody', () => {
  expect(createNextDate('2026-12-31', true).find()).toBe('2027-01-01');
});

import fc from 'fast-check';
import { createCycleCounter } from '../../../lib/cycles/statistics';
import type { LogEntry } from '../../../lib/graph/logs/logEntry';
import { actions, parseAction, parseStatus, statuses } from '../../../lib/graph/logs/vocabulary';
import { entry, jobId, logOf, plainStatistics } from './entries';

const count = (entries: readonly LogEntry[], pageSize = 1000) => {
  const counting = createCycleCounter(jobId);
  for (let start = 0; start < entries.length; start += pageSize) counting.add(entries.slice(start, start + pageSize));
  return counting.cycles();
};
const statisticsOf = (entries: readonly LogEntry[], pageSize?: number) =>
  count(entries, pageSize).map(({ statistics }) => statistics);

const only = (entries: readonly LogEntry[]) => {
  const [cycle] = count(entries);
  if (cycle === undefined) throw new Error('no cycle');
  return cycle;
};

test.each([
  ['create', 'create'],
  ['Update', 'update'],
  ['stageddelete', 'stagedDelete'],
  ['StagedDelete', 'stagedDelete'],
  ['unknownFutureValue', 'other'],
  ['', 'other'],
])('parseAction() takes %j as %s', (text, action) => {
  expect(parseAction(text)).toBe(action);
});

test.each([
  ['success', 'success'],
  ['Failure', 'failure'],
  ['skipped', 'skipped'],
  ['unknownFutureValue', 'warning'],
  ['', 'warning'],
  ['action', 'warning'],
])('parseStatus() takes %j as %s', (text, status) => {
  expect(parseStatus(text)).toBe(status);
});

test('an entry that comes twice counts once, though other entries of its change count by themselves', () => {
  const first = entry({ id: '1', changeId: 'c' });
  const { statistics, entries } = only([first, entry({ id: '2', changeId: 'c', sourceId: 'w-1' }), first]);
  expect(entries).toBe(2);
  expect(statistics).toMatchObject({ changes: 1, users: 1, actions: { create: { success: 2 } } });
});

test('entries without an id all count', () => {
  expect(only([entry({ id: '' }), entry({ id: '' })]).entries).toBe(2);
});

test('entries without source or change count as one user and one change, as in CSV2SCIM', () => {
  const none = { sourceId: '', changeId: '' };
  const { statistics } = only([entry({ id: '1', ...none }), entry({ id: '2', ...none }), entry({ id: '3' })]);
  expect(statistics).toMatchObject({ users: 2, changes: 2 });
});

test('the time span is of moments, whatever the precision and the order', () => {
  const times = [
    '2026-11-20T10:00:00.5Z',
    '2026-11-20T10:00:00Z',
    '2026-11-20T10:00:01.1234567Z',
    '2026-11-20T10:00:01.12Z',
  ];
  const { statistics } = only(times.map((activityDateTime, index) => entry({ id: String(index), activityDateTime })));
  expect(statistics).toMatchObject({ startDateTime: times[1], endDateTime: times[2] });
});

test('errors are grouped by code, category and action; warnings without one are none', () => {
  const error = {
    errorCode: 'Duplicate',
    errorCategory: 'Failure',
    reason: 'Ada',
    additionalDetails: '',
    recommendedAction: '',
  };
  const { errors } = only([
    entry({ id: '1', status: 'failure', error }),
    entry({ id: '2', status: 'failure', error: { ...error, reason: 'Grace' } }),
    entry({ id: '3', status: 'failure', error, action: 'update' }),
    entry({ id: '4', status: 'warning', error: { ...error, errorCode: 'NoManager' } }),
    entry({ id: '5', status: 'warning' }),
    entry({ id: '6', status: 'skipped', error }),
    entry({ id: '7', status: 'failure' }),
  ]);
  expect(errors).toEqual([
    { errorCode: 'Duplicate', errorCategory: 'Failure', action: 'create', count: 2 },
    { errorCode: 'Duplicate', errorCategory: 'Failure', action: 'update', count: 1 },
    { errorCode: 'NoManager', errorCategory: 'Failure', action: 'create', count: 1 },
    { errorCode: 'Unknown', errorCategory: 'Unknown', action: 'create', count: 1 },
  ]);
});

test('an error code that is no single word may hold a field, and is not told', () => {
  const error = {
    errorCode: 'Ada Example exists',
    errorCategory: 'é',
    reason: '',
    additionalDetails: '',
    recommendedAction: '',
  };
  expect(only([entry({ id: '1', status: 'failure', error })]).errors).toMatchObject([
    { errorCode: 'Unknown', errorCategory: 'Unknown' },
  ]);
});

const log = logOf(6000, 10);
const plain = plainStatistics(log);

test.each([1, 7, 100, 999, 1000, 6000])(
  'entries of ten cycles give the same statistics as an independent count, in pages of %i',
  (pageSize) => {
    expect(statisticsOf(log, pageSize)).toEqual(plain);
  },
);

test('their order does not matter, nor do entries that come again', () => {
  const shuffled = log
    .map((one, index) => ({ one, place: (index * 4_001) % 6007 }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
  expect(statisticsOf([...shuffled, ...shuffled.slice(0, 500)])).toEqual(plain);
});

test('small logs of any kind give the same statistics as an independent count', () => {
  const arbitraryEntry = fc.record({
    id: fc.integer({ min: 0, max: 30 }).map(String),
    cycleId: fc.constantFrom('a', 'b', ''),
    changeId: fc.constantFrom('x', 'y', 'z', ''),
    sourceId: fc.constantFrom('1', '2', ''),
    action: fc.constantFrom(...actions, 'STAGEDDELETE', '?'),
    status: fc.constantFrom(...statuses, 'FAILURE', '?'),
  });
  fc.assert(
    fc.property(fc.uniqueArray(arbitraryEntry, { selector: ({ id }) => id }), (fields) => {
      const entries = fields.map((one, index) =>
        entry({ ...one, activityDateTime: new Date(Date.UTC(2026, 0, 1) + index * 997).toISOString() }),
      );
      expect(statisticsOf(entries, 3)).toEqual(plainStatistics(entries));
    }),
  );
});

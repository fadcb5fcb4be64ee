import { groupByChange } from '../../../lib/cycles/changeRecords';
import { type LogEntry, parseLogEntry } from '../../../lib/graph/logs/logEntry';
import { type EntryChange, entryOf, errorOf, timeAt } from '../../support/logEntries';

const entry = (change: EntryChange, raw: Record<string, unknown> = {}): LogEntry =>
  parseLogEntry({ ...entryOf(change), ...raw });

test('groupByChange() makes one record of a change, its entries oldest first, whatever order they came in', () => {
  const modified = (name: string) => [{ displayName: name, oldValue: null, newValue: name }];
  const error = errorOf({ errorCode: 'Late' });
  const entries = [
    entry({ at: 200, changeId: 'c', action: 'disable', status: 'warning', modified: modified('b'), error }),
    entry({ at: 0, changeId: 'c', action: 'create', modified: modified('a') }),
    entry({ at: 100, changeId: 'c', action: 'update', status: 'skipped' }),
  ];
  const expected = {
    changeId: 'c',
    cycleId: 'cycle-1',
    sourceId: 'w1',
    targetId: 't1',
    displayName: 'Zoë Lang',
    actions: ['create', 'update', 'disable'],
    statuses: ['success', 'skipped', 'warning'],
    activityDateTime: timeAt(0),
    modifiedProperties: [...modified('a'), ...modified('b')],
    errors: [{ ...error, additionalDetails: '' }],
  };
  expect(groupByChange(entries)).toEqual([expected]);
  expect(groupByChange(entries.toReversed())).toEqual([expected]);
  expect(Object.keys(groupByChange(entries)[0] ?? {})).toEqual(Object.keys(expected));
});

test('groupByChange() counts an entry once that comes twice', () => {
  const [one, two] = [entry({ id: 'a', changeId: 'c' }), entry({ id: 'b', changeId: 'c', at: 1 })];
  expect(groupByChange([one, two, one, two, one])).toMatchObject([{ actions: ['create', 'create'] }]);
});

test('groupByChange() gives the newest change first, by its first entry', () => {
  const entries = [
    entry({ at: 100, changeId: 'b' }),
    entry({ at: 300, changeId: 'a' }),
    entry({ at: 0, changeId: 'a' }),
    entry({ at: 200, changeId: 'c' }),
  ];
  expect(groupByChange(entries).map(({ changeId }) => changeId)).toEqual(['c', 'b', 'a']);
});

test('groupByChange() keeps a change apart in each cycle', () => {
  const entries = ['x', 'y'].map((cycleId) => entry({ cycleId, changeId: 'same' }));
  expect(
    groupByChange(entries)
      .map(({ cycleId }) => cycleId)
      .sort(),
  ).toEqual(['x', 'y']);
});

test.each([
  ['neither an id nor a change', { id: null, changeId: null }],
  ['no change', { changeId: '' }],
  ['no id, change or cycle', { id: '', changeId: undefined, cycleId: 7 }],
])('groupByChange() never makes one of two people whose entries have %s', (_, raw) => {
  const entries = ['w1', 'w2'].map((sourceId) => entry({ sourceId }, raw));
  expect(
    groupByChange(entries)
      .map(({ sourceId }) => sourceId)
      .sort(),
  ).toEqual(['w1', 'w2']);
});

test('groupByChange() fills what the first entry lacks from those that follow', () => {
  const entries = [
    entry({ changeId: 'c', targetId: '', name: '' }),
    entry({ changeId: 'c', at: 1, targetId: 't2', name: 'Zoë' }),
  ];
  expect(groupByChange(entries)).toMatchObject([{ targetId: 't2', displayName: 'Zoë' }]);
});

test.each([
  ['StagedDelete', 'Success', 'stagedDelete', 'success'],
  ['stageddelete', 'FAILURE', 'stagedDelete', 'failure'],
  ['Provision on demand', 'Escrowed', 'Provision on demand', 'Escrowed'],
  ['', '', '', ''],
])('groupByChange() spells %p and %p as %p and %p', (action, status, expectedAction, expectedStatus) => {
  const raw = { provisioningAction: action, provisioningStatusInfo: { status } };
  expect(groupByChange([entry({}, raw)])).toMatchObject([{ actions: [expectedAction], statuses: [expectedStatus] }]);
});

test('groupByChange() takes entries without anything', () => {
  expect(groupByChange([])).toEqual([]);
  expect(groupByChange([parseLogEntry(null), parseLogEntry({ id: 'x' })])).toHaveLength(2);
});

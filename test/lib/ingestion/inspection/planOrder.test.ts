import { groupRows, orderRows, planGroupOf, rowCode } from '../../../../lib/ingestion/inspection/planOrder';
import type { ChangeKind } from '../../../../lib/ingestion/plan';

const candidate = { kind: 'changed' as ChangeKind, isDisabled: false, isManager: false, wasSentSince: false };

test.each<[Partial<typeof candidate>, number]>([
  [{ kind: 'changed', isDisabled: true, isManager: true }, 1],
  [{ kind: 'unknown', isDisabled: true }, 1],
  [{ kind: 'new', isManager: true }, 2],
  [{ kind: 'new' }, 3],
  [{ kind: 'changed', isManager: true }, 3],
  [{ kind: 'unknown', wasSentSince: true }, 3],
  [{ kind: 'failed' }, 4],
  [{ kind: 'unanswered' }, 4],
  [{ kind: 'refresh' }, 4],
  [{ kind: 'unchanged' }, 4],
  [{ kind: 'unchanged', wasSentSince: true }, 5],
])('`planGroupOf()` of %j is %i', (changes, group) => {
  expect(planGroupOf({ ...candidate, ...changes })).toBe(group);
});

test('`orderRows()` puts rows in the order of their groups, each in its own order, and leaves out those of none', () => {
  expect([...orderRows(Uint8Array.from([3, 1, 0, 3, 5, 2, 1, 4, 0]))]).toEqual([1, 6, 5, 0, 3, 7, 4]);
  expect([...orderRows(Uint8Array.from([0, 0]))]).toEqual([]);
});

const rows = (kinds: readonly ChangeKind[], callsLeft: number | undefined, sentAt = (row: number) => row) =>
  [
    ...groupRows({
      codes: Uint32Array.from(kinds.map((kind) => rowCode(kind, false, false))),
      isExcluded: () => false,
      isManager: () => false,
      sentAt,
      callsLeft,
    }),
  ].map((group) => group > 0);

test('`groupRows()` plans no more refreshes than fit into the calls that the day still has, the oldest first', () => {
  const refreshes = Array<ChangeKind>(120).fill('refresh');
  expect(rows(refreshes, 2).filter(Boolean)).toHaveLength(100);
  expect(rows(refreshes, 2, (row) => -row).slice(0, 20)).toEqual(Array(20).fill(false));
  expect(rows([...refreshes, ...Array<ChangeKind>(51).fill('changed')], 2).filter(Boolean)).toHaveLength(51);
  expect(rows(refreshes, 0).filter(Boolean)).toHaveLength(0);
  expect(rows(refreshes, undefined).filter(Boolean)).toHaveLength(120);
});

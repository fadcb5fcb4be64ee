import { status } from '../../../../../lib/ingestion/inspection/census';
import { setAsideIds } from '../../../../../lib/ingestion/inspection/changes/idChanges';
import { emptyStore, flag, storedOutcomes } from '../../../../../lib/ingestion/people/store';

/** Ten people with the user names 100 to 109. */
function setAside({
  flags = flag.recent | flag.active,
  outcome = 'created' as (typeof storedOutcomes)[number],
  sentAt = 0,
  statuses = new Array<number>(10).fill(0),
  userNames = [100n],
  decided = [] as string[],
}) {
  const store = {
    ...emptyStore,
    keys: BigUint64Array.from({ length: 10 }, (_, index) => BigInt(index)),
    userNames: BigUint64Array.from({ length: 10 }, (_, index) => BigInt(100 + index)),
    flags: Buffer.alloc(10, flags),
    outcomes: Buffer.alloc(10, storedOutcomes.indexOf(outcome)),
    sentAt: new Uint32Array(10).fill(sentAt),
    repeats: Buffer.alloc(10),
  };
  const after = Uint8Array.from(statuses);
  const found = setAsideIds({
    ...{ store, statuses: after, now: 0, decided: new Set(decided), rows: [...userNames.keys()] },
    numberAt: (row) => 10 + row,
    keyAt: (row) => BigInt(0xa0 + row),
    userNameAt: (row) => userNames[row] ?? 0n,
  });
  return { ...found, rejected: [...after].flatMap((now, place) => (now === status.rejected ? [place] : [])) };
}

test('`setAsideIds()` sets a new person aside, and counts whoever had the user name as rejected', () =>
  expect(setAside({ userNames: [7n, 103n, 0n] })).toEqual({
    idChanges: 1,
    setAside: [{ number: 11, person: 'a1' }],
    decided: [],
    rejected: [3],
  }));

test.each([
  ['inactive, and there until today', { flags: flag.recent }, 1],
  ['gone before, and still enabled', { flags: flag.active }, 1],
  ['gone before, and maybe enabled', { flags: flag.maybeActive | flag.unknown }, 1],
  ['deactivated for absence, without an answer', { flags: flag.absent, outcome: 'no answer yet' as const }, 1],
  ['deactivated for absence, which failed', { flags: flag.absent, outcome: 'failed' as const }, 1],
  ['deactivated for absence, and disabled', { flags: flag.absent, outcome: 'disabled' as const }, 0],
  ['gone before, and inactive', { flags: 0 }, 0],
  ['in the file', { statuses: [status.active, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, 0],
  ['in the file, and rejected', { statuses: [status.rejected, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, 0],
])('`setAsideIds()` looks at people who are %s', (_, given, count) => expect(setAside(given).idChanges).toBe(count));

test('`setAsideIds()` sets five aside, and none of six', () => {
  const names = (count: number): bigint[] => Array.from({ length: count }, (_, index) => BigInt(100 + index));
  expect(setAside({ userNames: names(5) })).toMatchObject({ idChanges: 5, rejected: [0, 1, 2, 3, 4] });
  expect(setAside({ userNames: names(6) })).toMatchObject({ idChanges: 6, setAside: [], rejected: [] });
});

test('`setAsideIds()` lets those pass about whom somebody decided', () =>
  expect(setAside({ userNames: [103n, 104n], decided: ['a0', 'ff'] })).toEqual({
    idChanges: 1,
    setAside: [{ number: 11, person: 'a1' }],
    decided: ['a0'],
    rejected: [4],
  }));

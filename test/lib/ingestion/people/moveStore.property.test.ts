import fc from 'fast-check';
import type { UploadResult } from '../../../../lib/ingestion/people/mergeSources';
import { storeAfterUpload } from '../../../../lib/ingestion/people/moveStore';
import { type PlannedPeople, planFlag } from '../../../../lib/ingestion/people/plannedPeople';
import {
  emptyStore,
  flag,
  hasFlag,
  type PeopleStore,
  printSize,
  storeFromBytes,
  storeToBytes,
} from '../../../../lib/ingestion/people/store';

const job = { servicePrincipalId: 'app', jobId: 'job' };
const attributes = ['title', 'userName'];

/** What a person was given: a number stands for the whole user. */
interface Given {
  key: bigint;
  user: number;
  active: boolean;
}

const plannedOf = (given: readonly Given[]): PlannedPeople => ({
  attributes,
  keys: BigUint64Array.from(given.map(({ key }) => key)),
  userNames: BigUint64Array.from(given.map(({ user }) => BigInt(user))),
  prints: Buffer.concat(given.map(({ user }) => Buffer.alloc(printSize, user))),
  values: Buffer.concat(given.map(({ user }) => Buffer.from([user, user + 1]))),
  flags: Buffer.from(given.map(({ active }) => (active ? planFlag.active : 0))),
  lines: new Uint32Array(given.length),
});

function move(before: PeopleStore, changes: Partial<UploadResult>): PeopleStore {
  const bytes = Buffer.concat([
    ...storeAfterUpload(before, {
      ingestionId: 'i',
      job,
      planned: plannedOf([]),
      leaves: {},
      settled: 0,
      inFlight: 0,
      refused: new Set(),
      users: undefined,
      isAccepted: false,
      removesMissing: false,
      since: 60_000_000,
      now: 60_000_000,
      ...changes,
    }),
  ]);
  const store = storeFromBytes(bytes);
  if (store === undefined) throw new Error('the moved store cannot be read');
  expect(storeFromBytes(storeToBytes(store))).toEqual(store);
  return store;
}

interface Person {
  user: number;
  active: boolean;
  unknown: boolean;
}

const peopleOf = ({ keys, prints, flags }: PeopleStore): Map<bigint, Person> =>
  new Map(
    [...keys].map((key, index) => [
      key,
      {
        user: prints[index * printSize] ?? 0,
        active: hasFlag(flags, index, flag.active),
        unknown: hasFlag(flags, index, flag.unknown),
      },
    ]),
  );

const plan = fc.uniqueArray(
  fc.record({ key: fc.bigInt({ min: 1n, max: 40n }), user: fc.integer({ min: 1, max: 200 }), active: fc.boolean() }),
  { selector: ({ key }) => key, maxLength: 30 },
);
const sending = fc.record({
  plan,
  settled: fc.nat(30),
  inFlight: fc.nat(10),
  refused: fc.uniqueArray(fc.nat(29), { maxLength: 5 }),
});

test('`storeAfterUpload()` moves the accepted people, leaves the refused, and makes those in flight unknown', () => {
  fc.assert(
    fc.property(fc.array(sending, { maxLength: 6 }), (sendings) => {
      let store = emptyStore;
      const expected = new Map<bigint, Person>();
      for (const { plan, settled, inFlight, refused } of sendings) {
        store = move(store, { planned: plannedOf(plan), settled, inFlight, refused: new Set(refused) });
        for (const [place, { key, user, active }] of plan.entries()) {
          const before = expected.get(key);
          if (place < settled && !refused.includes(place)) expected.set(key, { user, active, unknown: false });
          else if (place >= settled && place < settled + inFlight)
            expected.set(key, { user: before?.user ?? 0, active: before?.active ?? false, unknown: true });
        }
        expect(peopleOf(store)).toEqual(new Map([...expected].sort(([one], [other]) => (one < other ? -1 : 1))));
      }
      expect(store.revision).toBe(sendings.length);
    }),
  );
});

test('`storeAfterUpload()` drops whoever is not in the newest file once the plan was accepted', () => {
  const given = [1n, 2n, 3n].map((key) => ({ key, user: Number(key), active: true }));
  const newest = { ingestionId: 'i', people: 3, sent: 3, filled: {} };
  const first = move({ ...emptyStore, newest }, { planned: plannedOf(given), settled: 3, isAccepted: true });
  expect([...first.flags].every((flags) => (flags & flag.recent) !== 0)).toBe(true);
  const without2 = { ...first, flags: first.flags.map((flags, index) => (index === 1 ? flags & ~flag.recent : flags)) };
  const next = { ...without2, flags: Buffer.from(without2.flags) };
  expect([...move(next, { isAccepted: true, removesMissing: true }).keys]).toEqual([1n, 3n]);
  expect([...move(next, { isAccepted: true, removesMissing: false }).keys]).toEqual([1n, 2n, 3n]);
  expect([...move(next, { isAccepted: false, removesMissing: true }).keys]).toEqual([1n, 2n, 3n]);
});

test('`storeAfterUpload()` begins the next round once everybody was sent', () => {
  const given = [1n, 2n].map((key) => ({ key, user: 1, active: true }));
  const newest = { ingestionId: 'i', people: 2, sent: 2, filled: {} };
  const all = move({ ...emptyStore, newest }, { planned: plannedOf(given), settled: 2, isAccepted: true });
  const half = move(all, { planned: plannedOf(given), settled: 1 });
  expect([...half.flags].map((flags) => (flags & flag.sentSince) !== 0)).toEqual([true, false]);
  const whole = move(half, { planned: plannedOf(given.slice(1)), settled: 1 });
  expect([...whole.flags].map((flags) => (flags & flag.sentSince) !== 0)).toEqual([false, false]);
});

test('a person takes at most 64 bytes with 20 attributes', () => {
  const paths = Array.from({ length: 20 }, (_, index) => `attribute${index}`);
  const count = 1000;
  const planned: PlannedPeople = {
    attributes: paths,
    keys: BigUint64Array.from({ length: count }, (_, index) => BigInt(index + 1)),
    userNames: new BigUint64Array(count),
    prints: Buffer.alloc(count * printSize),
    values: Buffer.alloc(count * paths.length),
    flags: Buffer.alloc(count),
    lines: new Uint32Array(count),
  };
  const bytes = [...storeAfterUpload(emptyStore, { ...readUploadResult(planned), settled: count })];
  expect(bytes.slice(1).reduce((sum, { length }) => sum + length, 0) / count).toBeLessThan(64);
});

const readUploadResult = (planned: PlannedPeople): UploadResult => ({
  ingestionId: 'i',
  job,
  planned,
  leaves: {},
  settled: 0,
  inFlight: 0,
  refused: new Set(),
  users: undefined,
  isAccepted: false,
  removesMissing: false,
  since: 0,
  now: 0,
});

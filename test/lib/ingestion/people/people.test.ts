import fc from 'fast-check';
import { readCsv } from '../../../../lib/csv/read';
import { inspectRecords } from '../../../../lib/ingestion/inspection/inspect';
import {
  type Baseline,
  baselineFromBytes,
  baselineToBytes,
  failed,
  isAnybodyDue,
  isDue,
  isGivenUp,
  minutesOf,
  outcomes,
} from '../../../../lib/ingestion/people/baseline';
import { peopleFromBytes, peopleToBytes, printSize } from '../../../../lib/ingestion/people/bytes';
import { type MergeOptions, reject } from '../../../../lib/ingestion/people/merge';
import { peopleOn } from '../../../../lib/ingestion/people/onLines';
import {
  absentFlag,
  activeFlag,
  entryOf,
  indexOfPerson,
  isActive,
  isRejected,
  type People,
  personHash,
  personOf,
  rejectedFlag,
} from '../../../../lib/ingestion/people/people';
import { toBytes } from '../../../../lib/ingestion/people/sections';
import { parseMapping } from '../../../../lib/mapping/parse';
import { csvOf, mapping, people, person } from '../../../support/files';
import { merge } from './merged';

type Status = 'active' | 'inactive' | 'rejected';
const flags: Record<Status, number> = { active: activeFlag, inactive: 0, rejected: rejectedFlag };
const key = 'a key';
const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1, 6);

/** A fingerprint that is all one byte; people without one are given nothing. */
const printOf = (byte: number): Buffer => Buffer.alloc(printSize, byte);

const peopleOf = (statuses: ReadonlyMap<string, Status>, prints?: ReadonlyMap<string, number>): People => {
  const given = [...(prints ?? [])]
    .map(([id, byte]): [bigint, number] => [personHash(id, key), byte])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    entries: BigUint64Array.from(
      [...statuses].map(([id, status]) => entryOf(personHash(id, key), flags[status])),
    ).sort(),
    sent: [...statuses.values()].filter((status) => status !== 'rejected').length,
    filled: { Title: 1 },
    unnamed: 0,
    ...(prints && {
      given: {
        people: BigUint64Array.from(given.map(([id]) => id)),
        prints: Buffer.concat(given.map(([, byte]) => printOf(byte))),
      },
    }),
  };
};

const options = (changes: Partial<MergeOptions> = {}): MergeOptions => ({
  keepsAbsent: false,
  ingestionId: 'second',
  sentAt: start + day,
  now: start + day,
  everybody: true,
  absent: new BigUint64Array(),
  ...changes,
});
const baselineOf = (file: People): Baseline =>
  merge(undefined, file, options({ ingestionId: 'first', sentAt: start, now: start }));

const statusesOf = ({ entries }: Pick<People, 'entries'>): Map<bigint, Status> =>
  new Map(
    [...entries].map((entry) => [
      personOf(entry),
      isRejected(entry) ? 'rejected' : isActive(entry) ? 'active' : 'inactive',
    ]),
  );

const anybody = fc.integer({ min: 0, max: 60 }).map((number) => `w${number}`);
const files = (...statuses: Status[]) =>
  fc.array(fc.tuple(anybody, fc.constantFrom(...statuses))).map((pairs) => new Map(pairs));

test('`merge()` keeps who was rejected as before, and in `partial` content everybody else too', () => {
  fc.assert(
    fc.property(
      files('active', 'inactive'),
      files('active', 'inactive', 'rejected'),
      fc.constantFrom('full' as const, 'partial' as const),
      (before, now, content) => {
        const expected = new Map<bigint, Status>();
        if (content === 'partial') for (const [id, status] of before) expected.set(personHash(id, key), status);
        for (const [id, status] of now) {
          const kept = status === 'rejected' ? before.get(id) : status;
          if (kept !== undefined) expected.set(personHash(id, key), kept);
        }
        const merged = merge(
          baselineOf(peopleOf(before)),
          peopleOf(now),
          options({ keepsAbsent: content === 'partial' }),
        );
        expect(statusesOf(merged)).toEqual(expected);
        expect(baselineFromBytes(baselineToBytes(merged))).toEqual(merged);
      },
    ),
  );
});

/** What a baseline says of one person. */
function knownOf(baseline: Baseline, id: string) {
  const index = indexOfPerson(baseline.entries, personHash(id, key));
  const print = baseline.prints[index * printSize];
  const [sentAt, outcome, repeats] = [baseline.sentAt[index], baseline.outcomes[index], baseline.repeats[index]];
  return index < 0 ? undefined : { print, sentAt, outcome, repeats };
}
const statuses = (...ids: string[]) => new Map(ids.map((id): [string, Status] => [id, 'active']));
const setOutcome = (baseline: Baseline, id: string, outcome: number): void => {
  baseline.outcomes[indexOfPerson(baseline.entries, personHash(id, key))] = outcome;
};

test('`merge()` takes the fingerprints of who was given something, and leaves the others as they were', () => {
  const all = statuses('a', 'b', 'c');
  const before = baselineOf(
    peopleOf(
      all,
      new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    ),
  );
  setOutcome(before, 'a', failed);
  setOutcome(before, 'b', failed);
  setOutcome(before, 'c', failed);
  const after = merge(
    before,
    peopleOf(
      all,
      new Map([
        ['a', 1],
        ['b', 9],
      ]),
    ),
    options({ everybody: false }),
  );
  const [then, now] = [minutesOf(start), minutesOf(start + day)];
  expect(knownOf(after, 'a')).toEqual({ print: 1, sentAt: now, outcome: 0, repeats: 1 }); // the same once more
  expect(knownOf(after, 'b')).toEqual({ print: 9, sentAt: now, outcome: 0, repeats: 0 }); // something else
  expect(knownOf(after, 'c')).toEqual({ print: 3, sentAt: then, outcome: failed, repeats: 0 }); // nothing
  expect([after.resentAt, after.ingestionId]).toEqual([start, 'second']);
  expect(merge(before, peopleOf(all), options()).resentAt).toBe(start + day);
});

const baselineOfTwo = (): Baseline =>
  baselineOf(
    peopleOf(
      statuses('a', 'b'),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ),
  );

test('`merge()` lets who is due and is not in a partial file be sent when they next are', () => {
  const before = baselineOfTwo();
  const file = peopleOf(statuses('a'), new Map([['a', 1]]));
  expect(knownOf(merge(before, file, options({ keepsAbsent: true, everybody: false })), 'b')?.print).toBe(2);
  expect(knownOf(merge(before, file, options({ keepsAbsent: true, everybody: true })), 'b')?.print).toBe(0);
});

test('`merge()` keeps those who were deactivated for absence until Entra has done it', () => {
  const before = baselineOfTwo();
  const absent = BigUint64Array.from([personHash('b', key)]);
  const file = peopleOf(statuses('a'), new Map());
  const deactivated = merge(before, file, options({ absent, everybody: false }));
  const next = (baseline: Baseline) => merge(baseline, file, options({ ingestionId: 'third', everybody: false }));
  expect(knownOf(next(deactivated), 'b')).toBeDefined(); // no answer yet
  setOutcome(deactivated, 'b', failed);
  expect(knownOf(next(deactivated), 'b')).toBeDefined();
  setOutcome(deactivated, 'b', outcomes.indexOf('disabled'));
  expect(knownOf(next(deactivated), 'b')).toBeUndefined();
});

test('`merge()` keeps those who were deactivated for absence as absent, and forgets other absent ones', () => {
  const before = baselineOf(
    peopleOf(
      statuses('a', 'b', 'c'),
      new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    ),
  );
  const absent = BigUint64Array.from([personHash('b', key)]);
  const after = merge(before, peopleOf(statuses('a'), new Map()), options({ absent, everybody: false }));
  expect(knownOf(after, 'c')).toBeUndefined();
  expect(knownOf(after, 'b')).toEqual({ print: 2, sentAt: minutesOf(start + day), outcome: 0, repeats: 0 });
  expect(after.entries).toContain(entryOf(personHash('b', key), absentFlag));
});

test('who failed is due once a day, five times in a row, then given up', () => {
  const file = peopleOf(statuses('a'), new Map([['a', 1]]));
  let baseline = baselineOf(file);
  expect(isAnybodyDue(baseline, minutesOf(start + day))).toBe(false);
  for (let times = 1; times <= 5; times++) {
    setOutcome(baseline, 'a', failed);
    const now = start + times * day;
    expect(isDue(baseline, 0, minutesOf(now - 7 * 60 * 60 * 1000))).toBe(false); // still the day before
    expect([isDue(baseline, 0, minutesOf(now)), isGivenUp(baseline, 0)]).toEqual([true, false]);
    baseline = merge(baseline, file, options({ ingestionId: String(times), sentAt: now, now }));
  }
  setOutcome(baseline, 'a', failed);
  expect([isDue(baseline, 0, minutesOf(start + 9 * day)), isGivenUp(baseline, 0)]).toEqual([false, true]);
});

test('what was damaged is refused, and what a later version adds is passed over', () => {
  const file = peopleOf(
    new Map([
      ['w1', 'active'],
      ['w2', 'inactive'],
      ['w3', 'active'],
    ]),
    new Map([['w1', 7]]),
  );
  const bytes = peopleToBytes(file);
  const header = bytes.indexOf(10) + 1;
  const damaged = [
    Buffer.alloc(0),
    bytes.subarray(0, -1),
    bytes.subarray(0, header),
    Buffer.concat([bytes, Buffer.alloc(8)]),
    Buffer.from(bytes.toString('latin1').replace('"format":2', '"format":1'), 'latin1'),
    Buffer.from(bytes.toString('latin1').replace('{', '<'), 'latin1'),
    Buffer.concat([
      bytes.subarray(0, header),
      bytes.subarray(header + 8, header + 16),
      bytes.subarray(header, header + 8),
      bytes.subarray(header + 16),
    ]),
    toBytes({}, { entries: file.entries }),
    toBytes({ sent: 1, filled: {}, unnamed: 0 }, { entries: file.entries, given: file.entries }),
  ];
  for (const one of damaged) expect(peopleFromBytes(one)).toBeUndefined();
  expect(peopleFromBytes(Buffer.concat([Buffer.from('x'), bytes]).subarray(1))).toEqual(file); // wherever it lies in memory
  const { entries, prints, sentAt, outcomes, repeats, recent, ...about } = baselineOf(file);
  const later = toBytes(
    { ...about, weather: 'fine' },
    { entries, extra: Buffer.from('x'), prints, sentAt, outcomes, repeats, recent },
  );
  expect(baselineFromBytes(later)).toEqual(baselineOf(file));
  expect(baselineFromBytes(toBytes(about, { entries, prints, sentAt, outcomes }))).toBeUndefined();
});

test('a baseline takes 31 bytes a person, and what inspection keeps 8, and 24 for each who is given something', () => {
  const entries = BigUint64Array.from({ length: 10_000 }, (_, index) => entryOf(BigInt(index), activeFlag));
  const file = { entries, sent: 10_000, filled: {}, unnamed: 0 };
  expect(peopleToBytes(file).length).toBeLessThan(8 * 10_000 + 200);
  const given = { people: entries.map(personOf), prints: Buffer.alloc(10_000 * printSize, 1) };
  expect(peopleToBytes({ ...file, given }).length).toBeLessThan(32 * 10_000 + 300);
  expect(baselineToBytes(baselineOf({ ...file, given })).length).toBeLessThan(31 * 10_000 + 300);
});

const inspected = async (records: string[][], changes: Record<string, unknown> = {}) => {
  const { mapping: parsed } = parseMapping(JSON.stringify(mapping('employees', changes)));
  const bytes = Buffer.from(csvOf(records));
  const open = (csv: Parameters<typeof readCsv>[1]) => readCsv(chunk(bytes), csv);
  return { open, parsed, ...(await inspectRecords(open, parsed, { key })) };
};
async function* chunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
const left = (id: number): string[] => person(id).with(1, 'Left');
const untitled = (id: number): string[] => person(id, '');

test('`inspectRecords()` counts people, not records: each once, and as what it ends', async () => {
  const records = [
    person(1),
    person(1),
    left(2),
    person(3, 'Clerk'),
    person(3, 'Chief'),
    untitled(4),
    ['', 'Active', 'u', 'l', 'f', ''],
  ];
  const { people: found, plan } = await inspected(records);
  const status = statusesOf(found);
  const of = (id: string): Status | undefined => status.get(personHash(id, key));
  expect([of('w1'), of('w2'), of('w3'), of('w4'), status.size]).toEqual([
    'active',
    'inactive',
    'rejected',
    'active',
    4,
  ]);
  expect(found).toMatchObject({ sent: 3, unnamed: 1, filled: { WorkerID: 3, Status: 3, JobTitle: 2 } });
  expect(plan.records).toEqual({ read: 7, valid: 3, rejected: 3, duplicates: 1 });
});

test('`inspectRecords()` counts the record that wins where the last one does', async () => {
  const { people: found } = await inspected([person(1), untitled(1), left(1)], { duplicates: 'last' });
  expect([...statusesOf(found).values()]).toEqual(['inactive']);
  expect(found).toMatchObject({ sent: 1, filled: { JobTitle: 1, UserID: 1 } });
});

test('columns count by the name that the mapping gives them: in leaves, expressions and its extension', async () => {
  const attributes = {
    externalId: 'workerid',
    active: { column: 'Status', equals: 'Active' },
    displayName: { expression: "row['FirstName'] + row['LastName']" },
    userType: { value: 'JobTitle' },
  };
  const extension = { schema: 'urn:ietf:params:scim:schemas:extension:csv:1.0:User', columns: ['UserID'] };
  const { people: found } = await inspected([person(1)], { attributes, extension });
  expect(found.filled).toEqual({ workerid: 1, Status: 1, FirstName: 1, LastName: 1, UserID: 1 });
});

test('`reject()` turns those whom Entra refused, found by their lines, into rejected ones', async () => {
  const { people: found, open, parsed } = await inspected(people(5));
  const refused = await peopleOn(new Set([3, 5]), open, parsed, key);
  const after = reject(found, refused);
  expect([...statusesOf(after).values()].filter((status) => status === 'rejected')).toHaveLength(2);
  expect(statusesOf(after).get(personHash('w2', key))).toBe('rejected');
  expect(after.sent).toBe(3);
});

import fc from 'fast-check';
import { readCsv } from '../../../../lib/csv/read';
import { inspect } from '../../../../lib/ingestion/inspect';
import { fromBytes, toBytes } from '../../../../lib/ingestion/people/bytes';
import { merge, reject } from '../../../../lib/ingestion/people/merge';
import { peopleOn } from '../../../../lib/ingestion/people/onLines';
import {
  activeFlag,
  entryOf,
  isActive,
  isRejected,
  type People,
  personHash,
  personOf,
  rejectedFlag,
} from '../../../../lib/ingestion/people/people';
import { parseMapping } from '../../../../lib/mapping/parse';
import { csvOf, mapping, people, person } from '../../../support/files';

type Status = 'active' | 'inactive' | 'rejected';
const flags: Record<Status, number> = { active: activeFlag, inactive: 0, rejected: rejectedFlag };
const key = 'a key';

const peopleOf = (statuses: ReadonlyMap<string, Status>): People => ({
  entries: Float64Array.from([...statuses].map(([id, status]) => entryOf(personHash(id, key), flags[status]))).sort(),
  sent: [...statuses.values()].filter((status) => status !== 'rejected').length,
  filled: { Title: 1 },
  unnamed: 0,
});

const statusesOf = ({ entries }: People): Map<number, Status> =>
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
        const expected = new Map<number, Status>();
        if (content === 'partial') for (const [id, status] of before) expected.set(personHash(id, key), status);
        for (const [id, status] of now) {
          const kept = status === 'rejected' ? before.get(id) : status;
          if (kept !== undefined) expected.set(personHash(id, key), kept);
        }
        const merged = merge(peopleOf(before), peopleOf(now), content);
        expect(statusesOf(merged)).toEqual(expected);
        expect(merge(merged, peopleOf(now), content)).toEqual(merged); // a crash may have it done twice
        expect(fromBytes(toBytes(merged))).toEqual(merged);
      },
    ),
  );
});

test('`fromBytes()` refuses what was damaged', () => {
  const bytes = toBytes(
    peopleOf(
      new Map([
        ['w1', 'active'],
        ['w2', 'inactive'],
        ['w3', 'active'],
      ]),
    ),
  );
  const header = bytes.indexOf(10) + 1;
  const damaged = [
    Buffer.alloc(0),
    bytes.subarray(0, -1),
    bytes.subarray(0, header),
    Buffer.concat([bytes, Buffer.alloc(8)]),
    Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":2'), 'latin1'),
    Buffer.from(bytes.toString('latin1').replace('{', '<'), 'latin1'),
    Buffer.concat([
      bytes.subarray(0, header),
      bytes.subarray(header + 8, header + 16),
      bytes.subarray(header, header + 8),
      bytes.subarray(header + 16),
    ]),
    Buffer.concat([bytes.subarray(0, header), Buffer.alloc(24, 0xff)]),
  ];
  for (const one of damaged) expect(fromBytes(one)).toBeUndefined();
  expect(fromBytes(Buffer.concat([Buffer.from('x'), bytes]).subarray(1))?.sent).toBe(3); // wherever it lies in memory
});

test('the size on disk is 8 bytes a person', () => {
  const entries = Float64Array.from({ length: 10_000 }, (_, index) => entryOf(index, activeFlag));
  expect(toBytes({ entries, sent: 10_000, filled: {}, unnamed: 0 }).length).toBeLessThan(8 * 10_000 + 200);
});

const inspected = async (records: string[][], changes: Record<string, unknown> = {}) => {
  const { mapping: parsed } = parseMapping(JSON.stringify(mapping('employees', changes)));
  const bytes = Buffer.from(csvOf(records));
  const open = (csv: Parameters<typeof readCsv>[1]) => readCsv(chunk(bytes), csv);
  return { open, parsed, ...(await inspect(open, parsed, { key })) };
};
async function* chunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
const left = (id: number): string[] => person(id).with(1, 'Left');
const untitled = (id: number): string[] => person(id, '');

test('`inspect()` counts people, not records: each once, and as what it ends', async () => {
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

test('`inspect()` counts the record that wins where the last one does', async () => {
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

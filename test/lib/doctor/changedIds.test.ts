import { examineChangedIds } from '../../../lib/doctor/changedIds';
import { toBytes } from '../../../lib/ingestion/people/binaryFormat';
import { exactPersonKey } from '../../../lib/ingestion/people/person';
import { peopleKey } from '../../../lib/ingestion/people/storeBlob';
import { connectStorage, type Storage } from '../../../lib/ingestion/storage/connect';
import { parseMapping } from '../../../lib/mapping/file/parse';
import { ownAccount } from '../../support/storage';

const { mapping } = parseMapping(
  JSON.stringify({ feed: 'employees', attributes: { externalId: 'Id', active: { value: true } } }),
);
let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  const blob = 'employees/a.csv';
  const csv = Buffer.from('Id,Name\nW1, x\n W2,x\n"W\u00a03",x\nW4 ,x\ne\u0301,x\n');
  const { etag } = await storage.inbox.getBlockBlobClient(blob).uploadData(csv);
  const id = '20261128T080000Z-00000000';
  const report = JSON.stringify({ ingestionId: id, blob, etag, state: 'accepted', reasons: [], inspectedAt: null });
  await storage.reports.getBlockBlobClient(`employees/${id}/report.json`).upload(report, report.length);
});

const baseline = () => storage.state.getBlockBlobClient('employees/baseline');

/** Saves a store of version 0.1, of people who were given under these texts. */
async function saveGiven(ids: readonly string[]): Promise<void> {
  const key = await peopleKey(storage);
  const entries = BigUint64Array.from(ids.map((id) => exactPersonKey(id, key) << 2n)).sort();
  const { length } = entries;
  const bytes = Buffer.alloc(length);
  const parts = { entries, recent: bytes, prints: bytes, outcomes: bytes, repeats: bytes };
  const header = { sent: length, filled: {}, ingestionId: '1', resentAt: 0 };
  await baseline().uploadData(toBytes(header, { ...parts, sentAt: new Uint32Array(length) }));
}

test('`examineChangedIds()` lists the lines of people whom version 0.1 gave under another text', async () => {
  await saveGiven(['W1', ' W2', 'W\u00a03', 'e\u0301']);
  const [finding, ...others] = await examineChangedIds(mapping, storage);
  expect(finding).toMatchObject({
    check: 'feed employees',
    status: 'warning',
    message: expect.stringMatching(/ 3 people .*\(lines 3, 4, 6 of the newest file\)/), // nobody was given as "W4 "
  });
  expect(others).toEqual([]);
});

test('`examineChangedIds()` has nothing to say where the store is of this version', async () => {
  await baseline().deleteIfExists();
  expect(await examineChangedIds(mapping, storage)).toEqual([]);
});

test('`examineChangedIds()` passes over a newest file that is gone', async () => {
  await saveGiven([' W2']);
  await storage.inbox.getBlobClient('employees/a.csv').delete();
  expect(await examineChangedIds(mapping, storage)).toEqual([]);
});

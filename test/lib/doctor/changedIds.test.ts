import { examineChangedIds } from '../../../lib/doctor/changedIds';
import { exactPersonKey } from '../../../lib/ingestion/people/person';
import { emptyStore, flag, printSize, storeToBytes } from '../../../lib/ingestion/people/store';
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

/** Saves a store of people who were given under these texts. */
async function saveGiven(ids: readonly string[], flags: number): Promise<void> {
  const key = await peopleKey(storage);
  const keys = BigUint64Array.from(ids.map((id) => exactPersonKey(id, key))).sort();
  const { length } = keys;
  const store = {
    ...emptyStore,
    keys,
    userNames: new BigUint64Array(length),
    prints: Buffer.alloc(printSize * length),
    sentAt: new Uint32Array(length),
    flags: Buffer.alloc(length, flags),
    outcomes: Buffer.alloc(length),
    repeats: Buffer.alloc(length),
  };
  await storage.state.getBlockBlobClient('employees/people').uploadData(storeToBytes(store));
}

test('`examineChangedIds()` lists the lines of people whom version 0.1 gave under another text', async () => {
  await saveGiven(['W1', ' W2', 'W\u00a03', 'e\u0301'], flag.legacy | flag.active);
  const [finding, ...others] = await examineChangedIds(mapping, storage);
  expect(finding).toMatchObject({
    check: 'feed employees',
    status: 'warning',
    message: expect.stringMatching(/ 3 people .*\(lines 3, 4, 6 of the newest file\)/), // nobody was given as "W4 "
  });
  expect(others).toEqual([]);
});

test('`examineChangedIds()` has nothing to say of people whom this version gave', async () => {
  await saveGiven(['W1', ' W2'], flag.active);
  expect(await examineChangedIds(mapping, storage)).toEqual([]);
});

test('`examineChangedIds()` passes over a newest file that is gone', async () => {
  await saveGiven([' W2'], flag.legacy);
  await storage.inbox.getBlobClient('employees/a.csv').delete();
  expect(await examineChangedIds(mapping, storage)).toEqual([]);
});

import { systemClock as clock } from '../../../lib/graph/clock';
import { begin } from '../../../lib/ingestion/begin';
import { ingestionOf } from '../../../lib/ingestion/ingestion';
import { withLease } from '../../../lib/ingestion/lease';
import { connectStorage, versionOf } from '../../../lib/ingestion/storage';
import { sweepInbox } from '../../../lib/ingestion/sweep';
import { ownAccount } from '../../support/storage';
import { parsed } from '../mapping/mapped';

const { mapping } = parsed({}, { feed: 'employees' });

test('`sweepInbox()` sends a lost message again, once, although a worker holds the lock', async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  await storage.inbox.getBlockBlobClient('employees/a.CSV').upload('', 0);
  const found = await versionOf('employees/a.CSV', storage);
  if (found === undefined) throw new Error('the blob is not there');
  const ingestion = ingestionOf(found.version, mapping, storage);
  await begin(ingestion, { clock });
  const sweep = async () => (await sweepInbox({ storage, mappings: [mapping], clock })).enqueued;
  await withLease(`${ingestion.folder}/lock`, storage, async () => {
    expect(await sweep()).toEqual(['employees/a.CSV']);
    expect(await sweep()).toEqual([]);
  });
  expect((await storage.resumeQueue.getProperties()).approximateMessagesCount).toBe(1);
});

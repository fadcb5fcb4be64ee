import { systemClock as clock } from '../../../../lib/graph/clock';
import { type Checkpoint, newCheckpoint } from '../../../../lib/ingestion/checkpoint';
import { startAttempt } from '../../../../lib/ingestion/feed/attempts';
import { readFeed } from '../../../../lib/ingestion/feed/feedState';
import { sweepInbox } from '../../../../lib/ingestion/feed/sweep';
import { ingestionOf } from '../../../../lib/ingestion/ingestion';
import { findVersion } from '../../../../lib/ingestion/storage/blobs';
import { connectStorage } from '../../../../lib/ingestion/storage/connect';
import { withLease } from '../../../../lib/ingestion/storage/lease';
import { ownAccount } from '../../../support/storage';
import { parsed } from '../../mapping/mapped';

const { mapping } = parsed({}, { feed: 'employees' });

test('`sweepInbox()` closes an ended ingestion whose blob is gone, and does not enqueue it again', async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  const version = { path: 'employees/gone.csv', etag: '"0x1"', lastModified: new Date(0) };
  const ingestion = ingestionOf(version, mapping, storage);
  await startAttempt(ingestion, { clock });
  await ingestion.state.update<Checkpoint>('checkpoint', () => ({ ...newCheckpoint, state: 'accepted' })); // and its worker dies
  expect((await sweepInbox({ storage, mappings: [mapping], clock })).enqueued).toEqual([]);
  expect((await readFeed('employees', storage)).open).toEqual({});
});

test('`sweepInbox()` sends a lost message again, once, although a worker holds the lock', async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  await storage.inbox.getBlockBlobClient('employees/a.CSV').upload('', 0);
  const found = await findVersion('employees/a.CSV', storage);
  if (found === undefined) throw new Error('the blob is not there');
  const ingestion = ingestionOf(found.version, mapping, storage);
  await startAttempt(ingestion, { clock });
  const sweep = async () => (await sweepInbox({ storage, mappings: [mapping], clock })).enqueued;
  await withLease(`${ingestion.folder}/lock`, storage, async () => {
    expect(await sweep()).toEqual(['employees/a.CSV']);
    expect(await sweep()).toEqual([]);
  });
  expect((await storage.resumeQueue.getProperties()).approximateMessagesCount).toBe(1);
});

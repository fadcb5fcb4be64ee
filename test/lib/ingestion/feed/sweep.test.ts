import { systemClock as clock } from '../../../../lib/graph/clock';
import { type Checkpoint, newCheckpoint } from '../../../../lib/ingestion/checkpoint';
import { startAttempt } from '../../../../lib/ingestion/feed/attempts';
import { changeState } from '../../../../lib/ingestion/feed/changeState';
import { readFeed } from '../../../../lib/ingestion/feed/feedState';
import { sweepInbox } from '../../../../lib/ingestion/feed/sweep';
import { ingestionOf } from '../../../../lib/ingestion/ingestion';
import { findVersion } from '../../../../lib/ingestion/storage/blobs';
import { connectStorage } from '../../../../lib/ingestion/storage/connect';
import { withLease } from '../../../../lib/ingestion/storage/lease';
import type { TelemetryEvent } from '../../../../lib/telemetry';
import { ownAccount } from '../../../support/storage';
import { parsed } from '../../mapping/mapped';

const { mapping } = parsed({}, { feed: 'employees' });

test('`sweepInbox()` closes an ended ingestion whose blob is gone, and does not enqueue it again', async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  const version = { path: 'employees/gone.csv', etag: '"0x1"', lastModified: new Date(0) };
  const ingestion = ingestionOf(version, mapping, storage);
  await startAttempt(ingestion, { clock, savePage: undefined });
  await ingestion.documents.update<Checkpoint>('checkpoint', () => ({ ...newCheckpoint, state: 'accepted' })); // and its worker dies
  expect((await sweepInbox({ storage, mappings: [mapping], clock, sendEvent: async () => {} })).enqueued).toEqual([]);
  expect((await readFeed('employees', storage)).open).toEqual({});
});

const beginIngestion = async () => {
  const storage = await connectStorage({ connectionString: ownAccount() });
  await storage.inbox.createIfNotExists();
  await storage.inbox.getBlockBlobClient('employees/a.CSV').upload('', 0);
  const found = await findVersion('employees/a.CSV', storage);
  if (found === undefined) throw new Error('the blob is not there');
  const ingestion = ingestionOf(found.version, mapping, storage);
  await startAttempt(ingestion, { clock, savePage: undefined });
  return { storage, ingestion };
};

test('`sweepInbox()` sends a lost message again, once, although a worker holds the lock', async () => {
  const { storage, ingestion } = await beginIngestion();
  const sweep = async () =>
    (await sweepInbox({ storage, mappings: [mapping], clock, sendEvent: async () => {} })).enqueued;
  await withLease(`${ingestion.folder}/lock`, storage, async () => {
    expect(await sweep()).toEqual(['employees/a.CSV']);
    expect(await sweep()).toEqual([]);
  });
  expect((await storage.resumeQueue.getProperties()).approximateMessagesCount).toBe(1);
});

test('`sweepInbox()` tells once a day of a file that waits for 24 hours, whatever its message says', async () => {
  const { storage, ingestion } = await beginIngestion();
  const told: TelemetryEvent[] = [];
  let now = Date.now();
  const options = {
    clock: { ...clock, now: () => now },
    sendEvent: async (event: TelemetryEvent) => void told.push(event),
    savePage: undefined,
  };
  const reasons = [{ code: 'older_held', message: 'an older file is held' }];
  await changeState(ingestion, { state: 'waiting', reasons, delaySeconds: 7 * 24 * 3600 }, options);
  const toldAfter = async (hours: number): Promise<number> => {
    now += hours * 3_600_000;
    await sweepInbox({ storage, mappings: [mapping], ...options });
    return told.length;
  };
  expect([await toldAfter(23), await toldAfter(1), await toldAfter(23), await toldAfter(1)]).toEqual([0, 1, 1, 2]);
  expect(told[0]).toMatchObject({
    name: 'HrFileWaiting',
    properties: { feed: 'employees', ingestionId: ingestion.id, reason: 'older_held' },
    measurements: { recordsRead: 0, requests: 0 },
  });
});

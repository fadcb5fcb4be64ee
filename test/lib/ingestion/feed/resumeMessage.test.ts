import hostJson from '../../../../host.json';
import { systemClock } from '../../../../lib/graph/clock';
import type { Checkpoint } from '../../../../lib/ingestion/checkpoint';
import {
  deleteMessage,
  ensureMessage,
  replaceLostMessage,
  scheduleMessage,
  withMessageAhead,
} from '../../../../lib/ingestion/feed/resumeMessage';
import { type Ingestion, ingestionAt, unknownIdentity } from '../../../../lib/ingestion/ingestion';
import { connectStorage, type Storage } from '../../../../lib/ingestion/storage/connect';
import { ownAccount } from '../../../support/storage';

let storage: Storage;
let ingestion: Ingestion;
let number = 0;
beforeAll(async () => {
  storage = await connectStorage({ connectionString: ownAccount() });
});
beforeEach(async () => {
  await storage.resumeQueue.clearMessages();
  ingestion = ingestionAt(
    'employees',
    `ingestion-${++number}`,
    { ...unknownIdentity, path: 'employees/a.csv' },
    storage,
  );
});

const clock = systemClock;
const { maxPollingInterval } = hostJson.extensions.queues;
/** Milliseconds until a host looks for messages again, at most. */
const longestPoll = Date.parse(`1970-01-01T${maxPollingInterval}Z`);
/** Also those that are not visible yet. */
const messages = async (): Promise<number> => (await storage.resumeQueue.getProperties()).approximateMessagesCount ?? 0;
/** What a host receives now. */
async function receive(): Promise<string[]> {
  const { receivedMessageItems } = await storage.resumeQueue.receiveMessages({ numberOfMessages: 32 });
  return receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
}
const own = ['{"blob":"employees/a.csv"}'];

test('`scheduleMessage()` moves the message that is in the queue, sooner and later', async () => {
  await scheduleMessage(ingestion, 3600, clock);
  expect(await receive()).toEqual([]);
  await scheduleMessage(ingestion, 0, clock);
  await scheduleMessage(ingestion, 3600, clock);
  expect(await receive()).toEqual([]);
  await scheduleMessage(ingestion, 0, clock);
  expect(await messages()).toBe(1);
  expect(await receive()).toEqual(own);
});

test('`scheduleMessage()` sends another when a host has received the one before', async () => {
  await scheduleMessage(ingestion, 0, clock);
  expect(await receive()).toEqual(own);
  await scheduleMessage(ingestion, 0, clock);
  expect(await receive()).toEqual(own);
});

test('`withMessageAhead()` keeps a message that outlasts a lease, in a queue that had none', async () => {
  const lost = new AbortController().signal;
  await withMessageAhead(ingestion, { lost, clock }, async () => {
    expect([await messages(), await receive()]).toEqual([1, []]);
    const { due = '' } = (await ingestion.documents.read<Checkpoint>('checkpoint')) ?? {};
    expect(Date.parse(due) - clock.now()).toBeGreaterThan(60_000); // a lease lasts no longer
    expect(Date.parse(due) - clock.now() + longestPoll).toBeLessThan(90_000);
  });
  expect(await messages()).toBe(1); // what comes next moves or deletes it
  await deleteMessage(ingestion);
  expect(await messages()).toBe(0);
});

test('`ensureMessage()` sends none while one is still to arrive, however often it is asked', async () => {
  await scheduleMessage(ingestion, 65, clock);
  for (let times = 0; times < 3; times++) await ensureMessage(ingestion, clock);
  expect(await messages()).toBe(1);
});

test('`ensureMessage()` replaces the message that has just arrived, once', async () => {
  await scheduleMessage(ingestion, 0, clock);
  await receive();
  await ensureMessage(ingestion, clock);
  await ensureMessage(ingestion, clock);
  expect(await messages()).toBe(2); // the one in hand is the other
  expect(await receive()).toEqual([]);
});

test('`ensureMessage()` sends none for an ingestion that has ended', async () => {
  await ingestion.documents.create('checkpoint', { state: 'accepted' });
  await ensureMessage(ingestion, clock);
  expect(await messages()).toBe(0);
});

test('`replaceLostMessage()` leaves a message where it is, and sends a lost one again', async () => {
  await scheduleMessage(ingestion, 3600, clock);
  expect(await replaceLostMessage(ingestion, clock)).toBe(false);
  expect([await messages(), await receive()]).toEqual([1, []]);
  await storage.resumeQueue.clearMessages();
  expect(await replaceLostMessage(ingestion, clock)).toBe(true);
  expect(await replaceLostMessage(ingestion, clock)).toBe(false);
  expect(await receive()).toEqual(own);
});

test('`deleteMessage()` does nothing when the message was received', async () => {
  await scheduleMessage(ingestion, 0, clock);
  await receive();
  await deleteMessage(ingestion);
  await deleteMessage(ingestion);
  expect(await messages()).toBe(1);
});

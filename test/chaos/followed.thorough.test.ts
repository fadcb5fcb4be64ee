import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvOf, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { type StorageProxy, startStorageProxy } from '../support/storageProxy';
import { until } from '../support/until';

const mostResent = 40;
const { queues } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'host.json'), 'utf8')).extensions;
/** The work comes by the queue, and the host in hand of it hides its message for 10 minutes. */
const settings = { 'AzureWebJobs.ingestHrFile.Disabled': 'true' };

let stage: Stage;
let proxy: StorageProxy;
/** What each move of a message asked for: seconds until it is visible. */
let moves: number[];
beforeAll(async () => {
  stage = await setStage();
  proxy = await startStorageProxy(stage.connectionString);
});
afterAll(async () => {
  await stage.close();
  await proxy.stop();
});
beforeEach(async () => {
  await stage.clear();
  moves = [];
  proxy.fault = (method, path) => {
    const [, seconds] = /\/ingestion-resume\/messages.*visibilitytimeout=(\d+)/.exec(path) ?? [];
    if (method !== 'GET' && seconds !== undefined) moves.push(Number(seconds));
    return undefined;
  };
});

/**
 * Two hosts as in Azure, of which the second has nothing to do; gives what the first one left
 * behind.
 */
async function interrupt(signal: NodeJS.Signals): Promise<{ etag: string; sent: number; at: number }> {
  const first = await stage.startHost({
    ...settings,
    HrStorage: proxy.connectionString,
    GRAPH_CALLS_PER_5_SECONDS: '20',
  });
  const etag = await stage.drop('employees/a.csv', csvOf(people(5000)));
  await stage.enqueue('ingestion-resume', { blob: 'employees/a.csv' });
  await until('the upload', () => stage.entra.answers.length > 10 || undefined);
  await stage.startHost(settings, { queues });
  await until('the middle', () => stage.entra.answers.length > 50 || undefined);
  first.signal(signal);
  const at = Date.now();
  await first.ended;
  return { etag, sent: stage.entra.answers.length, at };
}

/** Everybody was sent, and hardly anybody twice; `left` messages are in the queue. */
async function expectWhole(etag: string, left: number): Promise<void> {
  expect(await stage.report(etag)).toMatchObject({ state: 'accepted', requests: { total: 100, accepted: 100 } });
  expect(stage.entra.people()).toHaveLength(5000);
  expect(stage.entra.answers.length).toBeLessThanOrEqual(100 + mostResent);
  await until('the end', async () => (await stage.leases()) === 0 || undefined);
  await until('the messages', async () => (await stage.messages('ingestion-resume')) === left || undefined);
}

const tell = (signal: string, sent: number, at: number): void => {
  const next = (stage.entra.answers[sent]?.call.time ?? Number.NaN) - at;
  process.stdout.write(`${signal} after ${sent} of 100 requests: the next one came after ${next / 1000} s\n`);
};

const secondsOf = (timeSpan: string): number =>
  timeSpan.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);

test('a host killed in the middle of 5,000 people is followed within 90 seconds', async () => {
  const { etag, sent, at } = await interrupt('SIGKILL');
  expect(moves.length).toBeGreaterThan(2); // sent ahead, then renewed
  const hidden = moves.at(-1) ?? 0;
  expect(hidden).toBeGreaterThan(60); // when it is visible, the leases have run out
  expect(hidden + secondsOf(queues.maxPollingInterval)).toBeLessThan(90);
  await expectWhole(etag, 1); // the one that the dead host had in hand
  tell('SIGKILL', sent, at);
}, 900_000);

test('a host stopped in the middle of 5,000 people is followed as soon as another looks for work', async () => {
  const { etag, sent, at } = await interrupt('SIGTERM');
  expect(moves.at(-1)).toBe(0);
  await expectWhole(etag, 0);
  tell('SIGTERM', sent, at);
}, 900_000);

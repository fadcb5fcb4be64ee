import { join } from 'node:path';
import { QueueClient } from '@azure/storage-queue';
import { type Folder, newFolder } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { type StorageProxy, startStorageProxy } from '../../support/storageProxy';
import { until } from '../../support/until';

/** An app whose blob and queue functions fail. */
const failingApp = `
const { app } = require(${JSON.stringify(join(__dirname, '..', '..', '..', 'node_modules', '@azure', 'functions'))});
const fail = async (_, context) => {
  context.log('called');
  throw new Error('on purpose');
};
app.storageBlob('onBlob', { path: 'hr-inbox/{name}', connection: 'HrStorage', source: 'EventGrid', handler: fail });
app.storageQueue('onMessage', { queueName: 'work', connection: 'HrStorage', handler: fail });
app.timer('onTime', { schedule: '%NOT_SET%', handler: fail });
app.timer('onSecond', { schedule: '* * * * * *', handler: async (_, context) => context.log('ticks') });
`;

let stage: Stage;
let proxy: StorageProxy;
let folder: Folder;
let settings: Record<string, string>;
/** The calls of the storage: method, path and query. */
let calls: string[];
beforeAll(async () => {
  [stage, folder] = await Promise.all([setStage(), newFolder()]);
  proxy = await startStorageProxy(stage.connectionString);
  settings = { HrStorage: proxy.connectionString, ENTRY_FILE: await folder.write('app.js', failingApp) };
});
afterAll(async () => {
  await stage.close();
  await Promise.all([proxy.stop(), folder.remove()]);
});
beforeEach(async () => {
  await stage.clear();
  calls = [];
  proxy.fault = (method, path) => {
    calls.push(`${method} ${path}`);
    return undefined;
  };
});

async function poisonOf(queue: string): Promise<string> {
  await until('the poison message', async () => (await stage.messages(queue)) === 1 || undefined);
  const { receivedMessageItems } = await new QueueClient(stage.connectionString, queue).receiveMessages();
  return Buffer.from(receivedMessageItems[0]?.messageText ?? '', 'base64').toString();
}

const calledOn = (output: string): number => output.split('[onMessage] called').length - 1;

test('a blob event that fails is tried five times, then told in the poison queue as the real host tells it', async () => {
  const host = await stage.startHost(settings);
  const etag = await stage.drop('employees/a.csv', 'x');
  expect(JSON.parse(await poisonOf('webjobs-blobtrigger-poison'))).toEqual({
    Type: 'BlobTrigger',
    FunctionId: 'Host.Functions.onBlob',
    BlobType: 'Block',
    ContainerName: 'hr-inbox',
    BlobName: 'employees/a.csv',
    ETag: etag.replaceAll('"', ''),
  });
  expect(host.output().match(/\[onBlob\] attempt \d of 5/g)).toHaveLength(5);
});

test('a message in hand is hidden for 10 minutes; one that failed, for as long as host.json says', async () => {
  const host = await stage.startHost(settings);
  await stage.enqueue('work', { some: 'work' });
  await until(
    'its end',
    () => calls.some((call) => /PUT .*\/work\/messages\/.*visibilitytimeout=60\b/.test(call)) || undefined,
  );
  expect(calls.filter((call) => /GET .*\/work\/messages\?/.test(call))).toEqual(
    expect.arrayContaining([expect.stringContaining('visibilitytimeout=600')]),
  );
  expect(calledOn(host.output())).toBe(1);
});

test('a message that is not base64 goes to the poison queue, and no function sees it', async () => {
  const queue = new QueueClient(stage.connectionString, 'work');
  await queue.createIfNotExists();
  await queue.sendMessage('{"no":"base64"}');
  const host = await stage.startHost(settings);
  expect(await poisonOf('work-poison')).not.toBe('');
  await until('its end', async () => (await stage.messages('work')) === 0 || undefined);
  expect(calledOn(host.output())).toBe(0);
});

test('a missing setting disables the functions that need it, and no other', async () => {
  const host = await stage.startHost({ ...settings, HrStorage: '' });
  await until('a timer', () => host.output().includes('[onSecond] ticks') || undefined);
  expect(host.output()).toMatch(/\[onTime\] .*NOT_SET is not set/);
  expect(host.output()).toMatch(/\[onBlob\] .*HrStorage is not set/);
  expect(host.output()).toMatch(/\[onMessage\] .*HrStorage is not set/);
});

test.each([
  ['refuses', 403, 'the storage refuses the host (403)'],
  ['does not answer', 'hang', 'the storage does not answer'],
] as const)('`startHost()` ends the process when the storage %s: no function runs', async (_, fault, message) => {
  proxy.fault = () => fault;
  const host = await stage.startHost({ ...settings, STORAGE_TIMEOUT: '2000' });
  expect(await host.ended).toBe(1);
  expect(host.stderr()).toContain(message);
  expect(host.stdout()).not.toContain('ticks');
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../support/child';
import { csvOf, mapping, people } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { thorough } from '../support/tiers';

let stage: Stage;
let host: Child;
beforeAll(async () => {
  stage = await setStage(mapping(), mapping('partial', { content: 'partial' }));
});
afterAll(() => stage.close());
/** No event comes: Event Grid lost them, or files were renamed by SFTP. */
beforeEach(async () => {
  await stage.clear();
  host = await stage.startHost({ 'AzureWebJobs.ingestHrFile.Disabled': 'true' });
});

const sweep = async (): Promise<void> => expect(await stage.run(host, 'sweepInbox')).toBe('done');
const csv = (count: number, from = 1) => csvOf(people(count, from));

test('a blob whose event was lost is found, once', async () => {
  const etag = await stage.drop('employees/a.csv', csv(60));
  await sweep();
  expect((await stage.report(etag)).state).toBe('accepted');
  await sweep();
  expect(host.output().match(/found 1 files/g)).toHaveLength(1);
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(60);
});

thorough("of a full feed's blobs only the newest is ingested, also when it is rejected", async () => {
  const old = await stage.drop('employees/z.csv', csv(3));
  await sleep(1100);
  const newest = await stage.drop('employees/a.csv', 'no csv');
  await sweep();
  expect((await stage.report(newest)).state).toBe('rejected');
  await sweep();
  await sleep(1000);
  expect(await stage.reports(old)).toBe(0);
  expect(stage.entra.answers).toHaveLength(0);
});

thorough("a partial feed's blobs are all ingested, oldest first", async () => {
  const etags: string[] = [];
  for (const [index, name] of ['c', 'a', 'b'].entries()) {
    etags.push(await stage.drop(`partial/${name}.csv`, csv(1, index)));
    await sleep(1100);
  }
  await sweep();
  for (const etag of etags) expect((await stage.report(etag)).state).toBe('accepted');
  expect(externalIdsIn(stage.entra.accepted())).toEqual(['w0', 'w1', 'w2']);
});

test('names of unfinished uploads are ignored; a CSV file that no mapping matches is told once', async () => {
  for (const name of ['employees/a.csv.filepart', 'employees/b.tmp', 'employees/~c.csv.part', 'elsewhere/d.csv'])
    await stage.drop(name, csv(3));
  await sweep();
  await sweep();
  expect(host.output().match(/no mapping matches this file/g)).toHaveLength(1);
  expect(host.output()).toContain('elsewhere/d.csv: no mapping');
  expect(host.output()).not.toMatch(/filepart|b\.tmp|c\.csv/);
});

thorough('work whose message was lost goes on', async () => {
  stage.entra.fault = () => {
    host.signal('SIGKILL');
    return { status: 500 };
  };
  const etag = await stage.drop('employees/a.csv', csv(120));
  await sweep();
  await host.ended;
  await stage.breakLeases();
  await stage.clearQueue('ingestion-resume');
  stage.entra.fault = () => undefined;
  host = await stage.startHost({ 'AzureWebJobs.ingestHrFile.Disabled': 'true' });
  await sweep();
  expect((await stage.report(etag)).state).toBe('accepted');
  expect(stage.entra.people()).toHaveLength(120);
});

test('a file that was renamed to its final name, as SFTP does, is found', async () => {
  await stage.drop('employees/a.csv.filepart', csv(10));
  await sweep();
  const etag = await stage.drop('employees/a.csv', csv(10)); // a rename raises no BlobCreated event
  await sweep();
  expect((await stage.report(etag)).state).toBe('accepted');
});

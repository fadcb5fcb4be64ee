import { BlobServiceClient } from '@azure/storage-blob';
import { csvOf, mapping, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { send: 'changes' }), mapping('contractors', { send: 'changes' }));
});
afterAll(() => stage.close());

const blobsOf = () => BlobServiceClient.fromConnectionString(stage.connectionString).getContainerClient('hr-inbox');

test('SFTP automation uses temporary names, slow uploads, re-uploads and two files at once: none is half sent, none is forgotten', async () => {
  const host = await stage.startHost({ SETTLE_SECONDS: '6' });
  const whole = csvOf(people(120));

  // a temporary name is no file of a feed; its rename raises no event, so that the sweep finds it
  await stage.drop('employees/people.csv.filepart', whole.slice(0, 900));
  const slow = blobsOf().getBlockBlobClient('employees/slow.csv');
  const half = await slow.uploadData(Buffer.from(whole.slice(0, 2000)));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const complete = await slow.uploadData(Buffer.from(whole));
  const atOnce = await stage.drop('contractors/a.csv', csvOf(people(30, 1000)));

  const taken = await stage.report(complete.etag ?? '', ({ state }) => state === 'accepted');
  expect(taken.records).toMatchObject({ read: 120, valid: 120 });
  expect(await stage.report(atOnce)).toMatchObject({ state: 'accepted' });
  expect((await stage.allReports(half.etag ?? '')).filter(({ requests }) => requests.accepted > 0)).toEqual([]);
  expect(stage.entra.people()).toHaveLength(150);

  await new Promise((resolve) => setTimeout(resolve, 1100)); // files are ordered by the second
  const again = await stage.drop('employees/slow.csv', whole);
  expect(await stage.report(again)).toMatchObject({ state: 'unchanged' });
  await blobsOf().deleteBlob('employees/people.csv.filepart');
  await stage.drop('employees/people.csv', csvOf(people(121)));
  const renamed = await blobsOf().getBlobClient('employees/people.csv').getProperties();
  await until('the settled file', () =>
    Date.now() - (renamed.lastModified?.getTime() ?? 0) > 6500 ? true : undefined,
  );
  expect(await stage.run(host, 'sweepInbox')).toBe('done');
  expect(await stage.report(renamed.etag ?? '')).toMatchObject({ state: 'accepted', requests: { total: 1 } });
  expect(stage.entra.people()).toHaveLength(151);
  expect(stage.entra.accepted().length).toBe(3 + 1 + 1);
});

import { BlobServiceClient } from '@azure/storage-blob';
import accepted from '../fixtures/version01/accepted.json';
import unfinished from '../fixtures/version01/unfinished.json';
import { jobId, servicePrincipalId } from '../support/entra';
import { csvOf, mapping, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';

/**
 * The fixtures are the container `ingestion-state` as version 0.1 left it (commit 639d934), blob by
 * blob, in Base64: after a file of 120 people, and within a second one that gives everybody another
 * title, killed after one of its three requests.
 */
let stage: Stage;
beforeAll(async () => {
  const { attributes } = mapping() as { attributes: object };
  const active = { column: 'Status', equals: 'Active' }; // as version 0.1 had it
  stage = await setStage(
    mapping('employees', { send: 'changes', resendAllEveryDays: 100_000_000, attributes: { ...attributes, active } }),
  );
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

async function restore(blobs: Readonly<Record<string, string>>): Promise<void> {
  const container = BlobServiceClient.fromConnectionString(stage.connectionString).getContainerClient(
    'ingestion-state',
  );
  await container.createIfNotExists();
  for (const [name, base64] of Object.entries(blobs)) {
    const bytes = Buffer.from(base64, 'base64');
    const ofThisJob = bytes
      .toString()
      .replaceAll('"app-1"', `"${servicePrincipalId}"`)
      .replaceAll('"job-1"', `"${jobId}"`);
    await container.getBlockBlobClient(name).uploadData(name.endsWith('.json') ? Buffer.from(ofThisJob) : bytes);
  }
}

const then = [...people(119), person(120).with(1, 'Left')];

async function take(name: string, records: string[][]) {
  const before = stage.entra.accepted().length;
  const report = await stage.report(await stage.drop(`employees/${name}.csv`, csvOf(records)));
  return { report, sent: externalIdsIn(stage.entra.accepted().slice(before)) };
}

test("what version 0.1 gave Entra is not sent again, and its people are known by their ids' normal form", async () => {
  await restore(accepted);
  await stage.startHost();
  const next = await take('c', then.with(4, person(5, 'Chief')).with(6, person(7).with(0, ' W7')));
  expect(next.sent).toEqual(['w5', 'W7']); // the same person, by another id
  expect(next.report).toMatchObject({ state: 'accepted', records: { unchanged: 118, changed: 2, new: 0, absent: 0 } });
  expect((await take('d', then.with(4, person(5, 'Chief')))).report.state).toBe('unchanged');
});

test('a file that version 0.1 was sending ends `superseded`, and its people are unknown', async () => {
  await restore(unfinished);
  await stage.startHost();
  const chiefs = people(120).map((_, index) => person(index + 1, 'Chief'));
  const next = await take('c', chiefs);
  expect(next.report).toMatchObject({ state: 'accepted', records: { repeated: 120 } });
  expect(next.sent).toHaveLength(120);
  const checkpoint = await stage.read('ingestion-state', 'employees/20261128T222255Z-466d1dd6/checkpoint.json');
  expect(JSON.parse(checkpoint ?? '')).toMatchObject({ state: 'superseded' });
  expect((await take('d', chiefs)).report.state).toBe('unchanged');
});

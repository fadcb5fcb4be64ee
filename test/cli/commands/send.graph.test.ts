import { csv2scim, linesOf } from '../../support/cli';
import { servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';

let folder: Folder;
let entra: TestEntra;
let csv: string;
let named: string;
let lookedUp: string;
beforeAll(async () => {
  folder = await newFolder();
  entra = await startTestEntra();
  csv = await folder.write('a.csv', csvOf(people(3)));
  named = await folder.write('named.json', JSON.stringify(mapping()));
  const provisioningJob = { servicePrincipalId };
  lookedUp = await folder.write('lookedUp.json', JSON.stringify(mapping('employees', { provisioningJob })));
});
beforeEach(() => entra.forget());
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

const send = (file: string, mappingFile: string, endpoint = entra.origin) =>
  csv2scim(['send', file, '--mapping', mappingFile], { GRAPH_ENDPOINT: endpoint });

test('`send` ends with 5 and names the permission when it may not look the job up', async () => {
  entra.permit(['SynchronizationData-User.Upload']);
  const { code, stderr } = await send(csv, lookedUp);
  entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/Synchronization\.Read\.All.*status 403/)]]);
  expect(entra.answers).toHaveLength(0);
});

test('`send` ends with 5 when the app has no job', async () => {
  const none = await startTestEntra([]);
  try {
    const { code, stderr } = await send(csv, lookedUp, none.origin);
    expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/job/)]]);
  } finally {
    await none.stop();
  }
});

test('`send` says that it tries again, and ends with 5 and a sentence, when Graph cannot be reached', async () => {
  const gone = await startTestEntra();
  await gone.stop();
  const { code, stderr } = await send(csv, named, gone.origin);
  expect(code).toBe(5);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^note: .*\(ECONNREFUSED\)\. Retrying/),
    expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/),
  ]);
});

test('`send` sends no wrong, conflicting or repeated record, and tells the wrong ones', async () => {
  const records = [person(1), ['', ...person(2).slice(1)], person(3), person(3, 'Chief'), person(4), person(4)];
  const { code, stdout, stderr } = await send(await folder.write('mixed.csv', csvOf(records)), named);
  expect([code, externalIdsIn(entra.accepted())]).toEqual([0, ['w1', 'w4']]);
  expect(linesOf(stderr).map((line) => line.split(':')[0])).toEqual(['line 3', 'line 4', 'line 5']);
  expect(stdout).toMatch(/2 of 6 records/);
});

test('`send` ends with 3 and calls nobody when no record is valid', async () => {
  const wrong = await folder.write('wrong.csv', csvOf([['', ...person(1).slice(1)]]));
  expect(await send(wrong, named)).toMatchObject({ code: 3, stderr: expect.stringMatching(/^line 2: externalId/) });
  expect(entra.answers).toHaveLength(0);
});

import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { csvOf, type Folder, mapping, newFolder, people } from '../../support/files';

let folder: Folder;
let entra: TestEntra;
let csv: string;

beforeAll(async () => {
  folder = await newFolder();
  entra = await startTestEntra();
  csv = await folder.write('people.csv', csvOf(people(120)));
});
beforeEach(() => entra.forget());
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

async function send(
  changes: Record<string, unknown> = {},
  args: readonly string[] = [],
  endpoint = entra.origin,
): Promise<Ran> {
  const file = await folder.write('mapping.json', JSON.stringify(mapping('employees', changes)));
  return csv2scim(['send', csv, '--mapping', file, ...args], {
    GRAPH_ENDPOINT: endpoint,
    GRAPH_CALLS_PER_5_SECONDS: '100000',
  });
}

test('`send` uploads everybody, with plain lines where there is no terminal', async () => {
  const { code, stdout, stderr } = await send();
  expect([code, stderr]).toEqual([0, '']);
  expect(linesOf(stdout).at(-1)).toMatch(/^accepted: 120 of 120 records in 3 requests/);
  expect(entra.people()).toHaveLength(120);
});

test('`send` looks the job up when neither the mapping nor the command line names it', async () => {
  expect((await send({ provisioningJob: {} }, ['--service-principal-id', servicePrincipalId])).code).toBe(0);
  expect(entra.people()).toHaveLength(120);
});

test('`send` ends with 5 and lists the jobs when there are several, and with 0 when one is named', async () => {
  const two = await startTestEntra(['job-a', 'job-b']);
  try {
    const args = ['--service-principal-id', servicePrincipalId];
    const { code, stderr } = await send({ provisioningJob: {} }, args, two.origin);
    expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/job-a, job-b/)]]);
    expect((await send({ provisioningJob: {} }, [...args, '--job-id', 'job-a'], two.origin)).code).toBe(0);
  } finally {
    await two.stop();
  }
});

test('`send` ends with 5 and the sentence for the operator when it lacks the permission', async () => {
  entra.permit([]);
  const { code, stderr } = await send();
  entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/SynchronizationData-User\.Upload/)]]);
});

test('`send` ends with 5 when the ids are of another app', async () => {
  const { code, stderr } = await send({}, ['--service-principal-id', 'app-9', '--job-id', 'job-1']);
  expect([code, stderr]).toEqual([5, expect.stringMatching(/object id/)]);
});

test('`send` tells the line of a record that Entra refuses, and sends the others', async () => {
  const small = await folder.write('small.csv', csvOf(people(2)));
  entra.fault = (number) => (number === 1 || number === 3 ? { status: 400 } : undefined); // the two, and then one of them
  const file = await folder.write('mapping.json', JSON.stringify(mapping()));
  const { code, stdout, stderr } = await csv2scim(['send', small, '--mapping', file], { GRAPH_ENDPOINT: entra.origin });
  expect([code, linesOf(stderr)]).toEqual([
    0,
    [expect.stringMatching(/^line [23]: Entra refused this record \(400 Fault\)$/)],
  ]);
  expect(stdout).toMatch(/accepted: 1 of 2 records/);
});

test('`send` ends with 5 when nothing of the first request is accepted, and sends nothing more', async () => {
  entra.fault = () => ({ status: 400 });
  expect(await send()).toMatchObject({
    code: 5,
    stderr: expect.stringMatching(/refused every record of the first request/),
  });
  expect(entra.people()).toEqual([]);
  expect(new Set(entra.answers.map(({ operations }) => operations))).not.toContain(20); // the last request's size
});

test.each([
  ['an endpoint that is no Graph', {}, 'https://example.com', /GRAPH_ENDPOINT/],
  ['no service principal', { provisioningJob: {} }, undefined, /--service-principal-id/],
  [
    'a setting that is not there',
    { provisioningJob: { servicePrincipalId: '%NOT_SET%' } },
    undefined,
    /--service-principal-id/,
  ],
  ['no terminal to sign in on', {}, 'https://graph.microsoft.com', /--auth/],
])('`send` ends with 2 for %s', async (_, changes, endpoint, problem) => {
  const { code, stderr } = await send(changes, [], endpoint);
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
});

const strict = { safeguards: {} };
const withoutId = (record: string[]): string[] => record.with(0, '');

test('`send` ends with 4 and sends nothing when more than maxRejectedPercent of the records are rejected', async () => {
  const records = people(100).map((record, index) => (index < 6 ? withoutId(record) : record));
  const file = await folder.write('strict.json', JSON.stringify(mapping('employees', strict)));
  const bad = await folder.write('bad.csv', csvOf(records));
  const { code, stdout, stderr } = await csv2scim(['send', bad, '--mapping', file], { GRAPH_ENDPOINT: entra.origin });
  expect([code, stdout]).toEqual([4, '']);
  expect(linesOf(stderr)).toHaveLength(7);
  expect(linesOf(stderr).at(-1)).toMatch(
    /^6 of 100 records are rejected \(6 %\).*maxRejectedPercent 5.*nothing was sent$/,
  );
  expect(entra.answers).toHaveLength(0);
  const five = await folder.write('five.csv', csvOf(records.slice(1)));
  expect((await csv2scim(['send', five, '--mapping', file], { GRAPH_ENDPOINT: entra.origin })).code).toBe(4); // 5 of 99
  const right = await folder.write('right.csv', csvOf([...records.slice(1), ...people(1, 200)]));
  expect((await csv2scim(['send', right, '--mapping', file], { GRAPH_ENDPOINT: entra.origin })).code).toBe(0);
});

test('`send` ends with 4 and sends nothing more once Entra has refused more than maxRejectedPercent', async () => {
  entra.fault = (number) => (number > 1 ? { status: 400 } : undefined); // all but the first request, record by record
  const { code, stderr } = await send(strict);
  expect(code).toBe(4);
  expect(linesOf(stderr).at(-1)).toMatch(/of 120 records are rejected .* nothing more was sent$/);
  expect(entra.people()).toHaveLength(50);
});

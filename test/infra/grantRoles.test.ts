import { allGranted, appRoles, type FakeAzure, graphId, newFakeAzure, principalId, roleIds } from './azure';

const names = Object.keys(roleIds);
let azure: FakeAzure;

beforeEach(async () => {
  azure = await newFakeAzure();
});
afterEach(() => azure.remove());

const grant = (args: string[] = [principalId], environment: NodeJS.ProcessEnv = {}) =>
  azure.run('graph/grant-roles.mjs', args, environment);
const writes = async (): Promise<string[][]> => (await azure.read()).calls.filter((call) => call.includes('POST'));

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
] as const)('`grant-roles.mjs` grants the three roles once, when Azure CLI ends lines with %s', async (_, lineEnd) => {
  await azure.change({ lineEnd });
  expect(grant()).toEqual({ status: 0, stderr: '', stdout: `${names.join(': granted\n')}: granted\n` });
  expect((await azure.read()).assignments).toEqual(allGranted);
  expect(grant()).toEqual({ status: 0, stderr: '', stdout: `${names.join(': already granted\n')}: already granted\n` });
  expect((await writes()).length).toBe(3);
});

test('`grant-roles.mjs` grants only missing roles; the same role of another resource does not count', async () => {
  const [upload, logs, jobs] = allGranted;
  if (upload === undefined || logs === undefined) throw new Error('no roles');
  const elsewhere = { ...upload, resourceId: '55555555-5555-4555-8555-555555555555' };
  await azure.change({ assignments: [elsewhere, logs] });
  expect(grant().status).toBe(0);
  expect((await azure.read()).assignments).toEqual([elsewhere, logs, upload, jobs]);
});

test.each([
  ['has another id than documented', { ...roleIds, 'Synchronization.Read.All': graphId }],
  ['does not exist', { ...roleIds, 'Synchronization.Read.All': '' }],
])('`grant-roles.mjs` grants nothing when a role %s', async (_, ids) => {
  await azure.change({ appRoles: appRoles(ids).filter(({ id }) => id !== '') });
  const { status, stdout, stderr } = grant();
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/Synchronization\.Read\.All.*not 5ba43d2f-.*Nothing was granted/);
  expect(await writes()).toEqual([]);
});

test('`grant-roles.mjs` calls the Graph host of another cloud when GRAPH_ENDPOINT names it', async () => {
  const graph = 'https://graph.microsoft.us';
  await azure.change({ graph });
  expect(grant([principalId], { GRAPH_ENDPOINT: graph }).status).toBe(0);
  expect((await azure.read()).calls.filter((call) => !call.join().includes(`${graph}/v1.0/`))).toEqual([]);
});

test.each([[[]], [['employees']], [[principalId, principalId]], [[`${principalId}'`]]])(
  '`grant-roles.mjs` prints its usage and calls nothing when its arguments are %j',
  async (args) => {
    const { status, stdout, stderr } = grant(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: node infra\/graph\/grant-roles\.mjs PRINCIPAL_ID/);
    expect((await azure.read()).calls).toEqual([]);
  },
);

test('`grant-roles.mjs --help` prints its usage', () => {
  expect(grant(['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: /) });
});

test('`grant-roles.mjs` prints the message of Azure CLI when Graph refuses', async () => {
  await azure.change({ principalId: graphId });
  const { status, stdout, stderr } = grant();
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^fake az: no such resource: GET/);
});

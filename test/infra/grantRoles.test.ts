import { spawnSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Folder, newFolder } from '../support/files';
import { infra } from './bicepText';

const principalId = '33333333-3333-4333-8333-333333333333';
const graphId = '44444444-4444-4444-8444-444444444444';
const appRoles = {
  'SynchronizationData-User.Upload': 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a',
  'ProvisioningLog.Read.All': '091937d3-3e38-47a1-8649-b2f99d3035f1',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
};
const allGranted = Object.values(appRoles).map((appRoleId) => ({ principalId, resourceId: graphId, appRoleId }));

interface Tenant {
  graph: string;
  graphId: string;
  principalId: string;
  appRoles: Record<string, string>;
  assignments: { principalId: string; resourceId: string; appRoleId: string }[];
  calls: string[];
}

let folder: Folder;

beforeEach(async () => {
  folder = await newFolder();
  const fake = join(__dirname, 'fakeAz.mjs');
  await chmod(await folder.write('az', `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`), 0o755);
  await change({});
});
afterEach(() => folder.remove());

/** Starts a tenant anew, with what is different. */
const change = (different: Partial<Tenant>): Promise<string> => {
  const tenant = { graph: 'https://graph.microsoft.com', graphId, principalId, appRoles, assignments: [], calls: [] };
  return folder.write('tenant.json', JSON.stringify({ ...tenant, ...different }));
};

const tenant = async (): Promise<Tenant> => JSON.parse(await readFile(join(folder.path, 'tenant.json'), 'utf8'));

function grant(args: string[] = [principalId], environment: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    PATH: [folder.path, process.env.PATH].join(delimiter),
    FAKE_TENANT: join(folder.path, 'tenant.json'),
    ...environment,
  };
  return spawnSync(join(infra, 'graph', 'grant-roles.sh'), args, { env, encoding: 'utf8' });
}

const writes = ({ calls }: Tenant): string[] => calls.filter((call) => !call.startsWith('GET '));

test('grants the three roles, and nothing when it is run again', async () => {
  const first = grant();
  expect([first.stderr, first.status]).toEqual(['', 0]);
  expect(first.stdout).toBe(`${Object.keys(appRoles).join(': granted\n')}: granted\n`);
  const after = await tenant();
  expect(after.assignments).toEqual(allGranted);
  expect(writes(after).length).toBe(3);
  const second = grant();
  expect([second.stderr, second.status]).toEqual(['', 0]);
  expect(second.stdout).toBe(`${Object.keys(appRoles).join(': granted already\n')}: granted already\n`);
  expect(writes(await tenant()).length).toBe(3);
});

test('grants only what is missing; the same role of another resource does not count', async () => {
  const [upload, logs, jobs] = allGranted as [Tenant['assignments'][0], ...Tenant['assignments']];
  const elsewhere = { ...upload, resourceId: '55555555-5555-4555-8555-555555555555' };
  await change({ assignments: [elsewhere, ...(logs === undefined ? [] : [logs])] });
  expect(grant().status).toBe(0);
  expect((await tenant()).assignments).toEqual([elsewhere, logs, upload, jobs]);
});

test.each([
  ['has another id than documented', { ...appRoles, 'Synchronization.Read.All': graphId }],
  ['does not exist', { ...appRoles, 'Synchronization.Read.All': '' }],
])('grants nothing when a role %s', async (_, roles) => {
  await change({ appRoles: roles });
  const { status, stdout, stderr } = grant();
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/Synchronization\.Read\.All.*not 5ba43d2f-.*nothing was granted/);
  expect(writes(await tenant())).toEqual([]);
});

test('asks the Graph host of another cloud', async () => {
  await change({ graph: 'https://graph.microsoft.us' });
  expect(grant([principalId], { GRAPH_ENDPOINT: 'https://graph.microsoft.us' }).status).toBe(0);
  const { calls } = await tenant();
  expect(calls.filter((call) => !call.includes(' https://graph.microsoft.us/v1.0/'))).toEqual([]);
});

test.each([[[]], [['employees']], [[principalId, principalId]], [[`${principalId}'`]]])(
  'refuses %j with its usage, and asks nobody',
  async (args) => {
    const { status, stdout, stderr } = grant(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: grant-roles\.sh PRINCIPAL_ID/);
    expect((await tenant()).calls).toEqual([]);
  },
);

test('prints its usage', () => {
  const { status, stdout } = grant(['--help']);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^Usage: /)]);
});

test('ends when Graph refuses', async () => {
  await change({ principalId: graphId });
  const { status, stdout, stderr } = grant();
  expect([status === 0, stdout]).toEqual([false, '']);
  expect(stderr).toContain('fake az: no such resource: GET');
});

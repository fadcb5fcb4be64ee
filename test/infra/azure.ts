import { spawnSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { newFolder } from '../support/files';
import { infra } from './bicepText';

export const principalId = '33333333-3333-4333-8333-333333333333';
export const graphId = '44444444-4444-4444-8444-444444444444';

/** The roles that the app needs, by value, with the ids that Microsoft documents. */
export const roleIds = {
  'SynchronizationData-User.Upload': 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a',
  'ProvisioningLog.Read.All': '091937d3-3e38-47a1-8649-b2f99d3035f1',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
};

export interface Assignment {
  principalId: string;
  resourceId: string;
  appRoleId: string;
}

export const allGranted: Assignment[] = Object.values(roleIds).map((appRoleId) => ({
  principalId,
  resourceId: graphId,
  appRoleId,
}));

/** Application roles of Microsoft Graph, as it lists them; one of the same value is for people. */
export const appRoles = (ids: Record<string, string> = roleIds) => [
  { id: '66666666-6666-4666-8666-666666666666', value: 'ProvisioningLog.Read.All', allowedMemberTypes: ['User'] },
  ...Object.entries(ids).map(([value, id]) => ({ id, value, allowedMemberTypes: ['Application'] })),
];

/** What the fake Azure CLI knows, and what it was called with. */
export interface Azure {
  graph: string;
  graphId: string;
  principalId: string;
  appRoles: { id: string; value: string; allowedMemberTypes: string[] }[];
  assignments: Assignment[];
  /** Whether Graph refuses to let this account read roles. */
  isDenied: boolean;
  /** The app's key is there at the read with this number. */
  keyReads: number;
  /** Deployments that fail before one succeeds. */
  failures: number;
  lineEnd: '\n' | '\r\n';
  calls: string[][];
}

const fresh: Azure = {
  graph: 'https://graph.microsoft.com',
  graphId,
  principalId,
  appRoles: appRoles(),
  assignments: [],
  isDenied: false,
  keyReads: 1,
  failures: 0,
  lineEnd: '\n',
  calls: [],
};

export interface FakeAzure {
  change(different: Partial<Azure>): Promise<unknown>;
  read(): Promise<Azure>;
  /** Runs a script below infra/ with the fake Azure CLI on PATH. */
  run(script: string, args?: string[], environment?: NodeJS.ProcessEnv): ReturnType<typeof runScript>;
  remove(): Promise<void>;
}

/** A fake Azure CLI in a folder of its own. */
export async function newFakeAzure(): Promise<FakeAzure> {
  const folder = await newFolder();
  const fake = join(__dirname, 'fakeAz.mjs');
  await chmod(await folder.write('az', `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`), 0o755);
  const change = (different: Partial<Azure>) => folder.write('azure.json', JSON.stringify({ ...fresh, ...different }));
  await change({});
  const variables = {
    PATH: [folder.path, process.env.PATH].join(delimiter),
    FAKE_AZURE: join(folder.path, 'azure.json'),
  };
  return {
    change,
    read: async () => JSON.parse(await readFile(join(folder.path, 'azure.json'), 'utf8')),
    run: (script, args = [], environment = {}) => runScript(script, args, { ...variables, ...environment }),
    remove: folder.remove,
  };
}

function runScript(script: string, args: string[], env: NodeJS.ProcessEnv) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(infra, script), ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

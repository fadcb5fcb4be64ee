import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allGranted, type FakeAzure, newFakeAzure, principalId } from './azure';
import { bicepFiles, infra } from './bicepText';

const provisioned = {
  AZURE_RESOURCE_GROUP: 'a group',
  AZURE_SUBSCRIPTION_ID: '66666666-6666-4666-8666-666666666666',
  FUNCTION_APP_NAME: 'app',
  SYSTEM_TOPIC_NAME: 'topic',
  DATA_STORAGE_ACCOUNT_NAME: 'data',
  IDENTITY_PRINCIPAL_ID: principalId,
  SUBSCRIBE_PAUSE_SECONDS: '0.001',
};
let azure: FakeAzure;

beforeEach(async () => {
  azure = await newFakeAzure();
});
afterEach(() => azure.remove());

const run = (hook: string, environment: NodeJS.ProcessEnv = provisioned) =>
  azure.run(`hooks/${hook}.mjs`, [], environment);
const callsOf = async (command: string): Promise<string[][]> =>
  (await azure.read()).calls.filter(([first]) => first === command);

describe('`subscribe.mjs`', () => {
  test.each(['\n', '\r\n'] as const)('deploys the event subscription, with line ends %j', async (lineEnd) => {
    await azure.change({ lineEnd });
    const { status, stderr } = run('subscribe');
    expect([status, stderr]).toEqual([0, '']);
    const [keyRead] = await callsOf('functionapp');
    expect(keyRead).toEqual(expect.arrayContaining(['app', 'a group', provisioned.AZURE_SUBSCRIPTION_ID]));
    const [deployment = []] = await callsOf('deployment');
    expect(deployment).toEqual(expect.arrayContaining(['a group', provisioned.AZURE_SUBSCRIPTION_ID]));
    const given = ['functionAppName=app', 'systemTopicName=topic', 'dataStorageAccountName=data'];
    const names = [...(bicepFiles().get('event-subscription.bicep') ?? '').matchAll(/^param (\w+) /gm)];
    expect(given.map((parameter) => parameter.split('=')[0])).toEqual(names.map(([, name]) => name));
    expect(deployment).toEqual(expect.arrayContaining(given));
    const template = deployment[deployment.indexOf('--template-file') + 1] ?? '';
    expect(readFileSync(template, 'utf8')).toBe(bicepFiles().get('event-subscription.bicep'));
  });

  test('waits for the key, then tries again when the deployment fails, and reports each try', async () => {
    await azure.change({ keyReads: 4, failures: 2 });
    const { status, stdout, stderr } = run('subscribe');
    expect(status).toBe(0);
    expect(stdout).toMatch(/key yet \(1 of 20\)[\s\S]*key yet \(3 of 20\)[\s\S]*try 1 of 5[\s\S]*try 3 of 5/);
    expect(stderr.match(/^ERROR: .*$/gm)).toEqual([
      'ERROR: ServiceUnavailable',
      ...Array(2).fill('ERROR: Webhook validation handshake failed'),
    ]);
    expect((await callsOf('deployment')).length).toBe(3);
  });

  test('ends after 20 reads of the key, and deploys nothing', async () => {
    await azure.change({ keyReads: 1000 });
    const { status, stderr } = run('subscribe');
    expect([status, stderr]).toEqual([1, expect.stringContaining("Look at the app's log stream")]);
    expect([(await callsOf('functionapp')).length, (await callsOf('deployment')).length]).toEqual([20, 0]);
  });

  test('ends after five failed deployments', async () => {
    await azure.change({ failures: 5 });
    const { status, stderr } = run('subscribe');
    expect([status, stderr]).toEqual([1, expect.stringContaining('could not be created')]);
    expect((await callsOf('deployment')).length).toBe(5);
  });

  test('says which variable is not set, and calls nothing', async () => {
    const { status, stderr } = run('subscribe', { ...provisioned, AZURE_RESOURCE_GROUP: '' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('azd env set AZURE_RESOURCE_GROUP NAME')]);
    expect((await azure.read()).calls).toEqual([]);
  });

  test('says how to install Azure CLI when there is none', () => {
    const { status, stderr } = run('subscribe', { ...provisioned, PATH: '' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('Azure CLI is not installed')]);
  });
});

describe('`check-graph-roles.mjs`', () => {
  test.each(['\n', '\r\n'] as const)('passes when all roles are granted, with line ends %j', async (lineEnd) => {
    await azure.change({ assignments: allGranted, lineEnd });
    expect(run('check-graph-roles')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('stops, and names the missing roles and how to grant them', async () => {
    await azure.change({ assignments: allGranted.slice(0, 1) });
    const { status, stderr } = run('check-graph-roles');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'lacks these roles in Microsoft Graph: ProvisioningLog.Read.All, Synchronization.Read.All.',
    );
    expect(stderr).toContain(`node infra/graph/grant-roles.mjs ${principalId}\n`);
    expect((await azure.read()).calls.filter((call) => call.includes('POST'))).toEqual([]);
  });

  test('passes with a note when this account may not read the roles', async () => {
    await azure.change({ isDenied: true });
    expect(run('check-graph-roles')).toEqual({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/^Not checked: /),
    });
  });

  test('stops when the roles cannot be read for another reason', async () => {
    await azure.change({ graph: 'https://graph.microsoft.us' });
    expect(run('check-graph-roles')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not a call of Graph'),
    });
  });
});

test('`next-step.mjs` prints how to grant the roles, and calls nothing', async () => {
  const { status, stdout } = run('next-step');
  expect([status, stdout]).toEqual([0, expect.stringContaining(`node infra/graph/grant-roles.mjs ${principalId}\n`)]);
  expect((await azure.read()).calls).toEqual([]);
});

describe('`azCommand()`', () => {
  const azCommand = (args: string[], platform: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { azCommand } from './hooks/az.mjs';
        console.log(JSON.stringify(azCommand(${JSON.stringify(args)}, '${platform}')));`,
      ],
      { cwd: infra, encoding: 'utf8' },
    );

  test('starts the batch file through cmd.exe on Windows, with each argument in quotation marks', () => {
    const { stdout } = azCommand(['rest', '--url', "https://g/v1.0/a(appId='b')?$select=id&c"], 'win32');
    expect(JSON.parse(stdout)).toEqual({
      file: `az.cmd "rest" "--url" "https://g/v1.0/a(appId='b')?$select=id&c"`,
      args: [],
      options: { shell: true },
    });
  });

  test.each(['a"b', '%PATH%', 'a\nb'])('refuses %j on Windows, which cmd.exe would change', (arg) => {
    expect(azCommand([arg], 'win32')).toMatchObject({ status: 1, stderr: expect.stringContaining('cmd.exe cannot') });
    expect(JSON.parse(azCommand([arg], 'linux').stdout).args).toEqual([arg]);
  });
});

test('no script below infra/ needs a shell', () => {
  const files = readdirSync(infra, { recursive: true, encoding: 'utf8' });
  expect(files).toContain(join('hooks', 'subscribe.mjs'));
  expect(files.filter((file) => /\.(sh|ps1|cmd)$/.test(file))).toEqual([]);
});

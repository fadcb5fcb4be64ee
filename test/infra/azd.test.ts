import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Folder, newFolder } from '../support/files';
import { bicepFiles, infra } from './bicepText';

const repository = join(infra, '..');
const main = bicepFiles().get('main.bicep') ?? '';
const azure = readFileSync(join(repository, 'azure.yaml'), 'utf8');
const hooks = [...azure.matchAll(/run: (infra\/\S+)/g)].map(([, hook = '']) => hook);
const { parameters }: { parameters: Record<string, { value: string | Record<string, string> }> } = JSON.parse(
  readFileSync(join(infra, 'main.parameters.json'), 'utf8'),
);

/** The default that main.bicep gives a parameter, as azd would write it. */
const defaultOf = (name: string): string | undefined =>
  new RegExp(`^param ${name} [^=\\n]* = '?([^'\\n]*)'?$`, 'm').exec(main)?.[1];

const simple = Object.entries(parameters).flatMap(([name, { value }]): [string, string][] =>
  typeof value === 'string' && name !== 'location' ? [[name, value]] : [],
);

test.each(simple)('%s comes from the environment, with the default of main.bicep', (name, value) => {
  const [, standard] = /^\$\{[A-Z_]+=(.*)\}$/.exec(value) ?? [];
  expect(standard).toBeDefined();
  expect(standard).toBe(defaultOf(name));
});

test('the settings of the mapping files come from the environment, by their names', () => {
  const [, block = ''] = /^param mappingSettings .* = \{\n([\s\S]*?)^\}$/m.exec(main) ?? [];
  const names = [...block.matchAll(/^ {2}(\w+): ''$/gm)].map(([, name]) => name);
  expect(names).toContain('EMPLOYEES_JOB_ID');
  expect(parameters.mappingSettings?.value).toEqual(Object.fromEntries(names.map((name) => [name, `\${${name}=}`])));
});

test('azd finds the app by its tag, and its hooks', () => {
  const [, service] = /^services:\n {2}(\w+):$/m.exec(azure) ?? [];
  expect(bicepFiles().get('modules/functionApp.bicep')).toContain(`'azd-service-name': '${service}'`);
  expect(hooks).toEqual(['infra/hooks/next-step.sh', 'infra/hooks/subscribe.sh']);
  for (const hook of hooks) accessSync(join(repository, hook), constants.X_OK);
});

test('the hooks need only what azd and the outputs of main.bicep set', () => {
  const outputs = [...main.matchAll(/^output (\w+) /gm)].map(([, name]) => name);
  const needed = hooks.flatMap((hook) => [...readFileSync(join(repository, hook), 'utf8').matchAll(/\$\{(\w+):\?/g)]);
  expect(needed.length).toBeGreaterThan(0);
  for (const [, name] of needed) expect(['AZURE_RESOURCE_GROUP', 'AZURE_SUBSCRIPTION_ID', ...outputs]).toContain(name);
});

describe('a hook', () => {
  let folder: Folder;
  beforeEach(async () => {
    folder = await newFolder();
    const notes = join(folder.path, 'calls.txt');
    await folder.write('calls.txt', '');
    await chmod(await folder.write('az', `#!/bin/sh\nprintf '%s\\n' "$@" >>'${notes}'\n`), 0o755);
  });
  afterEach(() => folder.remove());

  const run = (hook: string, environment: Record<string, string>) =>
    spawnSync(join(infra, 'hooks', hook), {
      env: { PATH: [folder.path, process.env.PATH].join(delimiter), ...environment },
      encoding: 'utf8',
    });
  const calls = async (): Promise<string[]> =>
    (await readFile(join(folder.path, 'calls.txt'), 'utf8')).split('\n').slice(0, -1);
  const provisioned = {
    AZURE_RESOURCE_GROUP: 'a group',
    AZURE_SUBSCRIPTION_ID: '66666666-6666-4666-8666-666666666666',
    FUNCTION_APP_NAME: 'app',
    SYSTEM_TOPIC_NAME: 'topic',
    DATA_STORAGE_ACCOUNT_NAME: 'data',
    IDENTITY_PRINCIPAL_ID: '33333333-3333-4333-8333-333333333333',
  };

  test('subscribe.sh deploys the event subscription, with every parameter that it has', async () => {
    const { status, stderr } = run('subscribe.sh', provisioned);
    expect([status, stderr]).toEqual([0, '']);
    const asked = await calls();
    expect(asked.slice(0, 3)).toEqual(['deployment', 'group', 'create']);
    expect(asked).toEqual(expect.arrayContaining(['a group', provisioned.AZURE_SUBSCRIPTION_ID]));
    const names = [...(bicepFiles().get('event-subscription.bicep') ?? '').matchAll(/^param (\w+) /gm)];
    const given = ['functionAppName=app', 'systemTopicName=topic', 'dataStorageAccountName=data'];
    expect(given.map((parameter) => parameter.split('=')[0])).toEqual(names.map(([, name]) => name));
    expect(asked).toEqual(expect.arrayContaining(given));
    const template = asked[asked.indexOf('--template-file') + 1] ?? '';
    expect(readFileSync(template, 'utf8')).toBe(bicepFiles().get('event-subscription.bicep'));
  });

  test('subscribe.sh says what is not set, and deploys nothing', async () => {
    const { status, stderr } = run('subscribe.sh', { ...provisioned, AZURE_RESOURCE_GROUP: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('azd env set AZURE_RESOURCE_GROUP NAME');
    expect(await calls()).toEqual([]);
  });

  test('next-step.sh names the identity, and calls nobody', async () => {
    const { status, stdout } = run('next-step.sh', provisioned);
    expect(status).toBe(0);
    expect(stdout).toContain(`infra/graph/grant-roles.sh ${provisioned.IDENTITY_PRINCIPAL_ID}\n`);
    expect(await calls()).toEqual([]);
  });
});

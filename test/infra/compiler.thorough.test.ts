import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Folder, newFolder } from '../support/files';
import { bicepFiles, infra } from './bicepText';
import { bicep, compiler, describeWith, olderCompiler } from './compiler';

/** The variables of the workflow where nobody has set any: each with its default. */
async function defaultVariables(): Promise<Record<string, string>> {
  const workflow = await readFile(join(infra, '..', '.github', 'workflows', 'ci.yml'), 'utf8');
  const found = workflow.matchAll(/^ {6}(\w+): \$\{\{ vars\.\w+ \|\| '(.*)' \}\}$/gm);
  return { AZURE_LOCATION: 'westeurope', ...Object.fromEntries([...found].map(([, name, value]) => [name, value])) };
}

let folder: Folder;
beforeEach(async () => {
  folder = await newFolder();
  await cp(infra, folder.path, { recursive: true });
});
afterEach(() => folder.remove());

const planted = (file: string, from: string, to: string): Promise<string> => {
  const text = bicepFiles().get(file) ?? '';
  expect(text).toContain(from);
  return folder.write(file, text.replace(from, to));
};

describeWith(compiler, 'The newest Bicep', () => {
  test('reads the defaults of the workflow as those of main.bicep', async () => {
    const env = { ...process.env, ...(await defaultVariables()) };
    const { code, stdout, stderr } = await bicep(['build-params', 'environment.bicepparam', '--stdout'], { env });
    expect([code, stderr]).toEqual([0, '']);
    const { parametersJson, templateJson } = JSON.parse(stdout);
    const template: Record<string, { defaultValue?: unknown }> = JSON.parse(templateJson).parameters;
    const values: Record<string, { value: unknown }> = JSON.parse(parametersJson).parameters;
    for (const [name, { defaultValue = null }] of Object.entries(template))
      if (name !== 'location') expect([name, values[name]?.value]).toEqual([name, defaultValue]);
  });

  test('makes app settings of each feed, by the names that mapping files use', async () => {
    await folder.write(
      'one.bicepparam',
      "using 'main.bicep'\nparam location = 'westeurope'\nparam feeds = { 'north-america': { servicePrincipalId: 'a', jobId: 'b' } }\n",
    );
    expect(await bicep(['snapshot', 'one.bicepparam'], { cwd: folder.path })).toMatchObject({ code: 0, stderr: '' });
    const snapshot = await readFile(join(folder.path, 'one.snapshot.json'), 'utf8');
    expect(snapshot).toMatch(/"NORTH_AMERICA_SERVICE_PRINCIPAL_ID": "a"/);
    expect(snapshot).toMatch(/"NORTH_AMERICA_JOB_ID": "b"/);
  });

  test('finds a difference from the snapshot', async () => {
    await planted('main.bicep', "-identity'", "-other'");
    const { code, stdout, stderr } = await bicep(['snapshot', 'everything.bicepparam', '--mode', 'validate'], {
      cwd: folder.path,
    });
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('-other')]);
  });

  test('warns of what the linter rules forbid, in the same command that must be silent', async () => {
    await folder.write('modules/roles.bicep', `${bicepFiles().get('modules/roles.bicep')}\nparam unused string = ''\n`);
    const { code, stderr } = await bicep(['build-params', 'everything.bicepparam', '--stdout'], { cwd: folder.path });
    expect(code).toBe(0);
    for (const rule of ['no-unused-params', 'use-description-params']) expect(stderr).toContain(`Warning ${rule}`);
  });
});

describeWith(olderCompiler, 'The older Bicep', () => {
  const options = () => ({ cwd: folder.path, ...(olderCompiler === undefined ? {} : { program: olderCompiler }) });

  test.each([
    ['build-params', 'everything.bicepparam'],
    ['build', 'event-subscription.bicep'],
  ])('%s %s: builds and lints without a word', async (command, file) => {
    const { code, stderr } = await bicep([command, file, '--stdout'], options());
    expect([code, stderr]).toEqual([0, '']);
  });

  test('warns of an API version that it does not know', async () => {
    await planted('modules/storageAudit.bicep', 'storageAccounts@2025-06-01', 'storageAccounts@2026-06-01');
    const { stderr } = await bicep(['build', 'main.bicep', '--stdout'], options());
    expect(stderr).toContain('Warning BCP081');
  });
});

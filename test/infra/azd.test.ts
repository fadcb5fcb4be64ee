import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bicepFiles, infra } from './bicepText';

const repository = join(infra, '..');
const azure = readFileSync(join(repository, 'azure.yaml'), 'utf8');
const [, service = '', hooks = ''] = /^services:\n([\s\S]*?)^hooks:\n([\s\S]*)/m.exec(azure) ?? [];

/** Hook → what runs on Windows and elsewhere. */
const commandsOf = (block: string): Map<string, string[]> =>
  new Map(
    [
      ...block.matchAll(
        /^ +((?:pre|post)\w+):\n +windows:\n +shell: pwsh\n +run: (.*)\n +posix:\n +shell: sh\n +run: (.*)$/gm,
      ),
    ].map(([, hook = '', windows = '', posix = '']) => [hook, [windows, posix]]),
  );

test('azd finds the app by its tag', () => {
  const [, name] = /^ {2}(\w+):$/m.exec(service) ?? [];
  expect(bicepFiles().get('modules/functionApp.bicep')).toContain(`'azd-service-name': '${name}'`);
});

test('azd packs what a hook of the service writes, and no other hook writes it', () => {
  expect(service).toContain('project: .\n');
  expect(service).toContain('dist: deploy/app ');
  expect(readFileSync(join(repository, 'local', 'bundle.mjs'), 'utf8')).toContain("app = join('deploy', 'app')");
  expect([...commandsOf(service)]).toEqual([['prepackage', ['npm run bundle', 'npm run bundle']]]);
  expect(hooks).not.toContain('npm');
});

test('each hook of the project is one Node.js script on every system', () => {
  const commands = commandsOf(hooks);
  expect([...commands.keys()]).toEqual(['postprovision', 'predeploy', 'postdeploy']);
  expect(commands.size).toBe(hooks.match(/^ {2}\w+:$/gm)?.length);
  for (const [windows, posix = ''] of commands.values()) {
    expect(windows).toBe(posix);
    expect(posix).toMatch(/^node infra\/hooks\/[\w-]+\.mjs$/);
    expect(existsSync(join(repository, posix.split(' ')[1] ?? ''))).toBe(true);
  }
});

test('the hooks need only variables that azd or the outputs of main.bicep set', () => {
  const outputs = [...(bicepFiles().get('main.bicep') ?? '').matchAll(/^output (\w+) /gm)].map(([, name]) => name);
  const scripts = [...commandsOf(hooks).values()].map(([run = '']) =>
    readFileSync(join(repository, run.split(' ')[1] ?? ''), 'utf8'),
  );
  const needed = scripts.flatMap((script) => [...script.matchAll(/\b([A-Z]+(?:_[A-Z]+)+): 'run /g)]);
  expect(needed.length).toBeGreaterThan(5);
  for (const [, name] of needed) expect(['AZURE_RESOURCE_GROUP', 'AZURE_SUBSCRIPTION_ID', ...outputs]).toContain(name);
});

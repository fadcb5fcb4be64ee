import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../support/child';
import { csvOf, type Folder, mapping, newFolder, people } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';

const root = join(__dirname, '..', '..');
const code = ['main.js', 'handlers.js', 'applicationinsights.js'];
let stage: Stage;
let folder: Folder;
/** Two runs of `npm run bundle`: that of `npm test`, and another. */
let apps: [string, string];

beforeAll(async () => {
  [stage, folder] = await Promise.all([setStage(mapping()), newFolder()]);
  apps = [join(folder.path, 'one', 'deeper'), join(root, 'deploy', 'app')];
  expect(await startChild([join(root, 'local', 'bundle.mjs'), apps[0]], {}, root).ended).toBe(0);
});
afterAll(() => Promise.all([stage.close(), folder.remove()]));

const filesOf = async (app: string): Promise<string[]> => {
  const entries = await readdir(app, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(app.length + 1))
    .sort();
};

const hashOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

test('two runs of `npm run bundle` give the same bytes, wherever they are written', async () => {
  const [one, two] = apps;
  const files = await filesOf(one);
  expect(files).toEqual(await filesOf(two));
  for (const file of files) expect(await hashOf(join(one, file))).toBe(await hashOf(join(two, file)));
});

test('what is deployed is an entry file, what functions load, and what the host reads beside them: no package, no path of this machine', async () => {
  const [app] = apps;
  const mappings = (await readdir(join(root, 'mappings'))).filter((file) => file.endsWith('.json'));
  expect(await filesOf(app)).toEqual(
    [
      ...code.flatMap((file) => [file, `${file}.LEGAL.txt`]),
      ...['host.json', 'package.json', ...mappings.map((file) => `mappings/${file}`)],
    ].sort(),
  );
  expect(JSON.parse(await readFile(join(app, 'package.json'), 'utf8'))).toMatchObject({ main: 'main.js' });
  for (const file of code) expect(await readFile(join(app, file), 'utf8')).not.toContain(root);
});

test('the bundle runs: a file goes from the inbox to Entra', async () => {
  const [app] = apps;
  const entry = join(app, 'main.js');
  const host = await stage.startHost({ ENTRY_FILE: entry });
  const [, names, milliseconds] = /functions: (.+), loaded in (\d+) ms/.exec(host.output()) ?? [];
  expect(names).toBe('ingestHrFile, resumeIngestion, summarizeCycles, sweepInbox');
  const report = await stage.report(await stage.drop('employees/a.csv', csvOf(people(120))));
  expect(report).toMatchObject({ state: 'accepted', requests: { total: 3, accepted: 3 } });
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(120);
  expect(await stage.run(host, 'summarizeCycles')).toBe('done');
  expect(await stage.run(host, 'sweepInbox')).toBe('done');
  const sizes = await Promise.all(code.map(async (file) => (await stat(join(app, file))).size));
  const [main, handlers, insights] = sizes.map((size) => (size / 1e6).toFixed(1));
  process.stdout.write(
    `the bundle: ${main} MB, loaded in ${milliseconds} ms, ${handlers} MB when a function runs, ${insights} MB for telemetry\n`,
  );
});

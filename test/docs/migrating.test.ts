import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentToken } from '../../lib/graph/client/tokens';
import { type Entra, startEntra } from '../../local/entra/server';
import { createJob, createTenant } from '../../local/entra/tenant/tenant';
import { csv2scimProcess } from '../support/cli';
import { permissions } from '../support/entra';
import { type Folder, newFolder } from '../support/files';

const root = join(__dirname, '..', '..');
const page = 'docs/migrating-from-csv2scim.md';

/** Every parameter of the script (its param block). */
const parameters = [
  'Path',
  'ScimSchemaNamespace',
  'AttributeMapping',
  'ValidateAttributeMapping',
  'ServicePrincipalId',
  'TenantId',
  'ClientId',
  'ClientCertificate',
  'UpdateSchema',
  'GetPreviousCycleLogs',
  'NumberOfCycles',
  'RestartService',
];

let text: string;
let folder: Folder;
let entra: Entra;
beforeAll(async () => {
  text = await readFile(join(root, page), 'utf8');
  folder = await newFolder();
  const people = (await readFile(join(root, 'samples', 'employees.csv'), 'utf8')).split('\n').slice(0, 21);
  await folder.write('people.csv', `${people.join('\n')}\n`);
  const mapping = await readFile(join(root, 'test', 'fixtures', 'psd1', 'accepted', 'sample.psd1'));
  await folder.write('AttributeMapping.psd1', mapping);
  const jobs = [createJob('job-1', '00000000-0000-0000-0000-000000000000')];
  entra = await startEntra({ tenant: createTenant(jobs, { [developmentToken]: permissions }) });
});
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

/** The contents of the page's code blocks in one language. */
const blocks = (language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , block = '']) => block);

const run = (args: readonly string[]) => csv2scimProcess(args, { GRAPH_ENDPOINT: entra.origin }, folder.path);

test.each(parameters)('the page has a line for -%s', (parameter) => {
  expect(text).toMatch(new RegExp(`^\\| \`-${parameter}\``, 'm'));
});

test('every command of the page does what it says, one after another', async () => {
  const commands = blocks('sh').flatMap((block) => block.split('\n').filter((line) => line !== ''));
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const [npx, program, ...args] = command.split(' ');
    expect([npx, program]).toEqual(['npx', 'csv2scim']);
    const { code, stdout, stderr } = await run(args);
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: expect.not.stringContaining('at ') });
    if (!args.includes('--output')) expect({ command, stdout }).not.toEqual({ command, stdout: '' });
    if (args[0] !== 'send') continue;
    entra.runCycles();
    expect(stdout).toContain(`accepted: ${entra.tenant.jobs[0]?.accounts.size} of`);
  }
  expect(entra.tenant.jobs[0]?.status).toBe('Active');
});

test.each([0, 1])('mapping %i of the page is one', async (index) => {
  const shown = JSON.parse(blocks('json')[index] ?? '') as Record<string, unknown>;
  const imported = JSON.parse(await readFile(join(folder.path, 'employees.json'), 'utf8')) as Record<string, unknown>;
  const file = await folder.write('shown.json', JSON.stringify('feed' in shown ? shown : { ...imported, ...shown }));
  expect(await run(['validate', file])).toMatchObject({ code: 0 });
});

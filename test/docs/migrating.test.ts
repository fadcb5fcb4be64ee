import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentToken } from '../../lib/graph/client/tokens';
import { type Entra, startEntra } from '../../local/entra/server';
import { createJob, createTenant } from '../../local/entra/tenant/tenant';
import { csv2scim, csv2scimProcess } from '../support/cli';
import { permissions } from '../support/entra';
import { csvOf, type Folder, newFolder } from '../support/files';
import { askPowerShell, reportMissingPowerShell, withPowerShell } from '../support/powershell';
import { thorough } from '../support/tiers';

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

thorough('every command of the page does what it says, one after another', async () => {
  const commands = blocks('sh').flatMap((block) =>
    block
      .replace(/\\\n +/g, '')
      .split('\n')
      .filter((line) => line !== ''),
  );
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

thorough.each([0, 1])('mapping %i of the page is one', async (index) => {
  const shown = JSON.parse(blocks('json')[index] ?? '') as Record<string, unknown>;
  const imported = JSON.parse(await readFile(join(folder.path, 'employees.json'), 'utf8')) as Record<string, unknown>;
  const file = await folder.write('shown.json', JSON.stringify('feed' in shown ? shown : { ...imported, ...shown }));
  expect(await run(['validate', file])).toMatchObject({ code: 0 });
});

/** The rows of the page's tables whose first column has this title. */
function rowsOf(title: string): string[][] {
  const lines = text.split('\n');
  return lines
    .flatMap((line, index) => (line.startsWith(`| ${title} `) ? [index] : []))
    .flatMap((head) => {
      const length = lines.slice(head).findIndex((line) => !line.startsWith('|'));
      return lines.slice(head + 2, head + length);
    })
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

/** The code at the start of a cell; `undefined` for prose. */
const codeIn = (cell = ''): string | undefined => /^`([^`]+)`/.exec(cell)?.[1];

const header = [
  ...['WorkerID', 'WorkerStatus', 'WorkerType', 'UserID', 'FirstName', 'LastName', 'FullName'],
  ...['Mail', 'HireDate', 'JobTitle', 'CountryCode'],
];
const invented = [
  ['1001', 'Active', 'Intern', 'EMP1', 'Ann', 'Berg', 'Ann Berg', 'A.B@contoso.example', '2013-01-01', ' Clerk ', 'US'],
  [
    '1002',
    'On Leave',
    'contractor',
    'x2',
    'Zoë',
    "O'Brien",
    "Zoë O'Brien",
    'ZOË@x.example',
    '2010-07-10',
    'Lead',
    'de',
  ],
  ['1003', 'Terminated', 'Employee', 'emp3', '明', 'Øst', '明 Øst', 'm@x.example', '2020-02-29', 'Straße', 'CH'],
];

/** A psd1 in which a row's cell stands: on `active`, or on an attribute of its own. */
const psd1Of = (cell: string): string =>
  cell.startsWith('active = ')
    ? `@{ externalId = 'WorkerID'\n${cell} }`
    : `@{ externalId = 'WorkerID'\nactive = { $_.WorkerStatus -eq 'Active' }\nnickName = ${cell} }`;

interface Imported {
  file: string;
  attributes: { active: unknown; nickName?: unknown };
}

async function importCell(cell: string): Promise<Imported> {
  const psd1 = await folder.write('cell.psd1', psd1Of(cell));
  const { code, stdout, stderr } = await csv2scim(['import-mapping', psd1, '--feed', 'cell']);
  expect({ cell, code, stderr }).toEqual({ cell, code: 0, stderr: '' });
  return { file: await folder.write('cell.json', stdout), attributes: JSON.parse(stdout).attributes };
}

const blocksOfPage = (): [cell: string, leaf: unknown][] =>
  rowsOf('In the psd1').map(([cell, leaf]) => [codeIn(cell) ?? '', JSON.parse(codeIn(leaf) ?? '')]);

test('import-mapping writes each leaf as the page says', async () => {
  const rows = blocksOfPage();
  expect(rows.length).toBeGreaterThan(12);
  for (const [cell, leaf] of rows) {
    const { active, nickName = active } = (await importCell(cell)).attributes;
    expect([cell, nickName]).toEqual([cell, leaf]);
  }
});

withPowerShell('each script block of the page gives the same in both programs', async () => {
  const cells = blocksOfPage().map(([cell]) => cell);
  const csv = csvOf(invented, header);
  const scripts = cells.map((cell) =>
    cell.startsWith("'") ? `{ $_.${cell.slice(1, -1)} }` : cell.replace(/^active = /, ''),
  );
  const [answer] = await askPowerShell(folder, [{ csv, scripts }]);
  const file = await folder.write('invented.csv', csv);
  for (const [index, cell] of cells.entries()) {
    const { stdout } = await csv2scim(['generate', file, '--mapping', (await importCell(cell)).file]);
    const users = JSON.parse(stdout).Operations.map(({ data }: { data: Imported['attributes'] }) => data);
    const given = users.map(({ active, nickName = active }: Imported['attributes']) => ({ value: nickName }));
    expect([cell, given]).toEqual([cell, answer?.given[index]]);
  }
});

test('whether PowerShell is installed is told', reportMissingPowerShell);

test('what the page calls refused is refused, and what it says instead is a leaf', async () => {
  const rows = rowsOf('Refused');
  expect(rows.length).toBeGreaterThan(4);
  for (const [cell, instead] of rows) {
    const psd1 = await folder.write('refused.psd1', psd1Of(codeIn(cell) ?? ''));
    const { code, stderr } = await csv2scim(['import-mapping', psd1, '--feed', 'refused']);
    expect({ cell, code, stderr }).toEqual({ cell, code: 3, stderr: expect.stringMatching(/^line 3: nickName: /) });
    const leaf = codeIn(instead);
    if (leaf === undefined) continue;
    const attributes = { externalId: 'Id', active: { value: true }, nickName: JSON.parse(leaf) };
    const timeZone = leaf.includes('today') ? { timeZone: 'Europe/Zurich' } : {};
    const file = await folder.write('instead.json', JSON.stringify({ feed: 'instead', attributes, ...timeZone }));
    expect({ instead, ...(await csv2scim(['validate', file])) }).toMatchObject({ instead, code: 0 });
  }
});

test.each<[row: string, csv: string, code: number, says: RegExp]>([
  ['a mapped column is missing', 'WorkerID,WorkerStatu\n1,Active\n', 3, /WorkerStatus.*did you mean WorkerStatu\?/],
  ['a record has no externalId or `active`', 'WorkerID,WorkerStatus\n1,Active\n,Active\n', 3, /^line 3: externalId/m],
  ['one person has several records', 'WorkerID,WorkerStatus\n1,Active\n1,Left\n', 3, /^line.* another line/m],
  ['fields are separated by semicolons', 'WorkerID;WorkerStatus\n1;Active\n', 0, /^$/],
  ['a quotation mark is not closed', 'WorkerID,WorkerStatus\n1,Active\n2,"Active\n3,Active\n', 3, /^line 3: /],
])('a file in which %s is treated as the page says', async (row, csv, code, says) => {
  expect(rowsOf('Case').map(([first]) => first)).toContain(row);
  const attributes = { externalId: 'WorkerID', active: { column: 'WorkerStatus', equals: 'Active' } };
  const mapping = await folder.write('row.json', JSON.stringify({ feed: 'row', attributes }));
  const ran = await csv2scim(['validate', mapping, await folder.write('row.csv', csv)]);
  expect(ran).toMatchObject({ code, stderr: expect.stringMatching(says) });
});

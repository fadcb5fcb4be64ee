import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from '../support/child';
import { linesOf } from '../support/cli';
import { csvOf, exampleMappings, type Folder, mapping, newFolder, people, person } from '../support/files';
import { thorough } from '../support/tiers';

const script = join(__dirname, '..', '..', 'dist', 'local', 'start.js');

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
  await mkdir(join(folder.path, 'mappings'));
  const [none, unset] = [undefined, { servicePrincipalId: '%UNSET_ID%', jobId: '%UNSET_JOB_ID%' }];
  const files = [
    { ...mapping('employees', { provisioningJob: none, safeguards: {} }) },
    { ...mapping('externals', { provisioningJob: unset, files: 'hr/**/externals-*.csv' }) },
  ];
  for (const file of files) await folder.write(`mappings/${file.feed}.json`, JSON.stringify(file));
});
afterAll(() => folder.remove());

const start = (args: readonly string[], settings: Record<string, string> = {}): Child =>
  startChild(
    [script, ...args],
    { HrStorage: '', GRAPH_ENDPOINT: '', MAPPINGS: exampleMappings, ...settings },
    folder.path,
  );

const inactive = (records: string[][]): string[][] => records.map((record) => record.with(1, 'Left'));

test('`npm start` takes all 1,000 sample people to the simulated Entra, and names files that exist', async () => {
  const child = start([]);
  expect(await child.ended).toBe(0);
  const output = child.stdout();
  expect(output).toMatch(/^Result: +accepted: 1000 of 1000 records in 20 of 20 requests$/m);
  expect(output).toMatch(/^Cycle: +1,000 users: create 1000 success$/m);
  expect(output).toMatch(/^Entra: +knows 1000 people, 938 of them enabled$/m);
  const [, page = ''] = /^Page: +(\S+\.html)$/.exec(linesOf(output).at(-1) ?? '') ?? [];
  expect(await readFile(join(folder.path, page), 'utf8')).toMatch(/1,000 people/);
  const named = [...output.matchAll(/reports\/\S+/g)].map(([path]) => path);
  expect(named.map((path) => path.split('/').at(-1))).toEqual(['outcomes.csv', 'report.json', 'report.html']);
  for (const path of named) await access(join(folder.path, path));
});

test('`npm start -- --json` prints one line a file, under mappings whose job is not set', async () => {
  const all = await folder.write('all.csv', csvOf(people(20)));
  const leavers = await folder.write('leavers.csv', csvOf([...inactive(people(10)), ...people(10, 11)]));
  const broken = await folder.write('broken.csv', 'WorkerID,Status,UserID,LastName,FirstName,JobTitle\n1\n');
  await folder.write('others.csv', csvOf(people(3, 101)));
  const child = start(['--json', all, all, leavers, broken, 'externals=others.csv'], {
    MAPPINGS: join(folder.path, 'mappings'),
  });
  expect(await child.ended).toBe(4); // one file is held
  const records = (read: number) => ({ read, valid: read, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 });
  const known = { known: 20, enabled: 20 };
  expect(linesOf(child.stdout()).map((line) => JSON.parse(line))).toEqual([
    { file: all, state: 'accepted', reasons: [], records: records(20), people: known },
    { file: all, state: 'unchanged', reasons: [code('same_content')], records: records(20), people: known },
    { file: leavers, state: 'held', reasons: [code('max_leavers_percent')], records: records(20), people: known },
    { file: broken, state: 'rejected', reasons: [code('wrong_field_count')], records: records(0), people: known },
    { file: 'others.csv', state: 'accepted', reasons: [], records: records(3), people: { known: 3, enabled: 3 } },
  ]);
});

const code = (code: string): unknown => expect.objectContaining({ code });

test('`npm start` refuses an HrStorage that is no connection string, in one line', async () => {
  const child = start([], { HrStorage: 'garbage' });
  expect([await child.ended, child.stdout(), linesOf(child.stderr())]).toEqual([
    2,
    '',
    ['HrStorage: must be the connection string of a storage account'],
  ]);
});

test('`npm start` names every file that cannot be taken, before anything starts', async () => {
  await folder.write('notes.txt', '');
  const child = start([
    'nowhere.csv',
    'externals=.',
    'employees=notes.txt',
    'payroll=nowhere.csv',
    `payroll=${script}`,
  ]);
  expect(await child.ended).toBe(3);
  expect(child.stdout()).toBe('');
  expect(linesOf(child.stderr())).toEqual([
    'nowhere.csv: there is no such file',
    '.: is a folder, not a file',
    'notes.txt: must end in .csv: the functions read no other file',
    'nowhere.csv: there is no such file',
    expect.stringContaining(': must end in .csv'),
  ]);
});

thorough.each([
  ['does not fit the mapping', 'employees', 3],
  ['has no feed', 'staff', 3],
])('`npm start` names the sample when it %s', async (_, feed, code) => {
  await mkdir(join(folder.path, feed), { recursive: true });
  await folder.write(`${feed}/${feed}.json`, JSON.stringify(mapping(feed, { provisioningJob: undefined })));
  const child = start([], { MAPPINGS: join(folder.path, feed) });
  expect(await child.ended).toBe(code);
  expect(child.stderr()).toMatch(/so this was the sample file, samples\/employees\.csv\. .* npm start -- FILE\.csv/m);
});

thorough.each([
  [
    'a feed without a mapping',
    ['payroll=all.csv'],
    {},
    3,
    /^all.csv: no mapping has the feed payroll\. .*contractors, employees$/,
  ],
  ['a wrong mapping', ['all.csv'], { MAPPINGS: '.' }, 3, /^wrong\.json: /],
  ['a folder without mappings', ['all.csv'], { MAPPINGS: 'nowhere' }, 2, /^MAPPINGS: nowhere: /],
])('`npm start` says what is wrong before anything starts: %s', async (_, args, settings, code, message) => {
  await folder.write('all.csv', csvOf(people(1)));
  await folder.write('wrong.json', '{ "feed": "wrong" }');
  const child = start(args, settings);
  expect(await child.ended).toBe(code);
  expect(child.stdout()).toBe('');
  expect(linesOf(child.stderr())[0]).toMatch(message);
});

test('`npm start -- --help` prints help and ends with 0, an unknown option ends with 2', async () => {
  const [help, unknown] = [start(['--help']), start(['--vebose'])];
  expect([await help.ended, await unknown.ended]).toEqual([0, 2]);
  expect(help.stdout()).toMatch(/^Usage: npm start -- .*--verbose.*--json.*--help/s);
  expect([unknown.stdout(), unknown.stderr()]).toEqual(['', expect.stringContaining("unknown option '--vebose'")]);
});

thorough('`npm start -- --verbose` prints logs, events, duplicates and the table of each cycle', async () => {
  const first = await folder.write('first.csv', csvOf([...people(2), person(1)]));
  const leaver = await folder.write('second.csv', csvOf([person(1), ...inactive([person(2)])]));
  const child = start(['--verbose', first, leaver], { MAPPINGS: join(folder.path, 'mappings') });
  expect(await child.ended).toBe(0);
  const output = child.stdout();
  expect(output).toMatch(/create +2 +0 +0 +0 +2\n/);
  expect(output).toMatch(/disable +1 +0 +0 +0 +1\n/);
  expect(output).toMatch(/^Duplicates: 1 record repeating others$/m);
  expect(output).toMatch(/\[ingestHrFile\] HrFileAccepted /);
  expect(output).toMatch(/\[summarizeCycles\] employees cycle \S+: 2 changes of 2 users/);
  expect(output).toMatch(/^Entra: +knows 2 people, 1 of them enabled$/m);
});

thorough('`npm start` gives advice for a held file that holds after its storage has ended', async () => {
  const file = await folder.write('leavers.csv', csvOf(inactive(people(10))));
  const child = start([file], { MAPPINGS: join(folder.path, 'mappings') });
  expect(await child.ended).toBe(4);
  const advice = /copy the file to \.\/inbox\/employees\/leavers\.csv, and run the release command that it prints/;
  expect(child.stdout()).toMatch(advice);
  const [, page = ''] = /^Page: +(\S+)$/m.exec(child.stdout()) ?? [];
  const html = await readFile(join(folder.path, page), 'utf8');
  expect(html).toMatch(advice);
  expect(html).not.toContain('npx csv2scim release');
});

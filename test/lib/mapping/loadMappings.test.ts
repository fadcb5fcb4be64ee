import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem, MappingError } from '../../../lib/errors';
import { findMapping, NoMappingError } from '../../../lib/mapping/findMapping';
import { loadMapping, loadMappings, resolveJobSettings } from '../../../lib/mapping/loadMappings';
import { mappingText, parsed } from './mapped';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mappings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const feed = (name: string, keys: object = {}): string => mappingText({}, { feed: name, ...keys });

async function problems(run: Promise<unknown>): Promise<string[]> {
  try {
    await run;
  } catch (error) {
    if (error instanceof MappingError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

test('`loadMapping()` reads a mapping file with its notes', async () => {
  await write('a.json', mappingText({ 'urn:a:User': { a: 'A' } }));
  const { mapping, notes } = await loadMapping(join(folder, 'a.json'));
  expect({ feed: mapping.feed, notes: notes.length }).toEqual({ feed: 'people', notes: 1 });
});

test('`loadMapping()` reports a file that is not there', async () => {
  expect(await problems(loadMapping(join(folder, 'a.json')))).toEqual([
    `${join(folder, 'a.json')}: there is no such file`,
  ]);
});

test('`loadMappings()` reads every mapping file, but not their JSON Schema', async () => {
  await write('b.json', feed('second'));
  await write('a.json', feed('first'));
  await write('mapping.schema.json', '{}');
  await write('readme.md', 'no mapping');
  expect((await loadMappings(folder, {})).map((mapping) => mapping.feed)).toEqual(['first', 'second']);
});

test('`loadMappings()` reports the problems of all files with their names', async () => {
  await write('a.json', feed('A'));
  await write('b.json', feed('b', { emptyValues: 'x', content: 'x' }));
  expect(await problems(loadMappings(folder, {}))).toEqual([
    expect.stringMatching(/^a\.json: feed: /),
    expect.stringMatching(/^b\.json: emptyValues: /),
    expect.stringMatching(/^b\.json: content: /),
  ]);
});

test('`loadMappings()` refuses two files of one feed', async () => {
  await write('a.json', feed('one'));
  await write('b.json', feed('one', { files: 'other/*.csv' }));
  expect(await problems(loadMappings(folder, {}))).toEqual([expect.stringMatching(/^b\.json: .*one/)]);
});

test('`loadMappings()` puts app settings in the place of their names', async () => {
  await write('a.json', feed('a', { provisioningJob: { servicePrincipalId: '%SP%', jobId: '%JOB%' } }));
  const [mapping] = await loadMappings(folder, { SP: 'sp-1', JOB: 'job-1' });
  expect(mapping?.provisioningJob).toEqual({ servicePrincipalId: 'sp-1', jobId: 'job-1' });
});

test.each<[job: object | undefined, resolved: object]>([
  [
    { servicePrincipalId: 'sp', jobId: 'job' },
    { servicePrincipalId: 'sp', jobId: 'job' },
  ],
  [{ servicePrincipalId: '%SP%' }, { servicePrincipalId: 'sp-1' }],
  [{ servicePrincipalId: '%SP%', jobId: '%NONE%' }, { servicePrincipalId: 'sp-1' }],
  [{ servicePrincipalId: '%EMPTY%' }, {}],
  [{ servicePrincipalId: 'x%SP%' }, { servicePrincipalId: 'x%SP%' }],
  [undefined, {}],
])('`resolveJobSettings()` resolves %j to %j', (provisioningJob, resolved) => {
  const { mapping } = parsed({}, { provisioningJob });
  expect(resolveJobSettings(mapping, { SP: 'sp-1', EMPTY: '' }).provisioningJob).toEqual(resolved);
});

const mappings = [
  parsed({}, { feed: 'employees' }).mapping,
  parsed({}, { feed: 'people', files: 'people/**/hr-*.csv' }).mapping,
  parsed({}, { feed: 'hr', files: '**/*.CSV' }).mapping,
];

test.each([
  ['employees/a.csv', 'employees'],
  ['people/hr-1.csv', 'people'],
  ['people/2021/05/hr-1.csv', 'people'],
  ['employees/a.CSV', 'employees'],
  ['people/hr-1.Csv', 'people'],
])('`findMapping()` finds the mapping whose files match %s', (path, name) => {
  expect(findMapping(path, mappings.slice(0, 2)).feed).toBe(name);
});

test.each([
  'a.csv',
  'employees/a.txt',
  'employees/b/a.csv',
  'x/employees/a.csv',
  'people/1.csv',
  'Employees/a.csv',
  'employees',
])('`findMapping()` finds none for %s', (path) => {
  expect(() => findMapping(path, mappings.slice(0, 2))).toThrow(NoMappingError);
});

test('`findMapping()` refuses a file that several mappings match, and lists them', () => {
  expect(() => findMapping('employees/a.csv', mappings)).toThrow(MappingError);
  expect(() => findMapping('employees/a.csv', mappings)).toThrow(/employees, hr/);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { infra } from './bicepText';
import { type ParameterFiles, parameterProblems } from './parameters';

const text = (...path: string[]): string => readFileSync(join(infra, ...path), 'utf8');
const files: ParameterFiles = {
  bicep: text('main.bicep'),
  parameters: text('main.parameters.json'),
  workflow: text('..', '.github', 'workflows', 'ci.yml'),
  environment: text('environment.bicepparam'),
  everything: text('everything.bicepparam'),
};

test('every parameter of main.bicep comes from a variable, with one default everywhere', () => {
  expect(files.bicep.match(/^param /gm)?.length).toBeGreaterThan(20);
  expect(parameterProblems(files)).toEqual([]);
});

test('docs/deploying.md tells the defaults of the variables', () => {
  const table = text('..', 'docs', 'deploying.md').split('## Variables\n')[1]?.split('\n## ')[0] ?? '';
  const told = [...table.matchAll(/^\| (`[^|]*?) *\|[^|]*\| ([^|]*?) *\|$/gm)]
    .filter(([, , defaults = '']) => !['none', 'required', 'as there'].includes(defaults))
    .flatMap(([, names = '', defaults = '']) => {
      const values = defaults.replaceAll('`', '').split(', ');
      return names.split(', ').map((name, place) => `\${${name.replaceAll('`', '')}=${values[place]}}`);
    });
  expect(told.length).toBeGreaterThan(14);
  expect(told.filter((variable) => !files.parameters.includes(`"${variable}"`))).toEqual([]);
});

/** What is different, the file, what is replaced there, by what, and what is said of it. */
const differences: [string, keyof ParameterFiles, string | RegExp, string, RegExp][] = [
  ['a new parameter', 'bicep', /$/, '\nparam newSize int = 1\n', /main.parameters.json lacks newSize/],
  ['a changed default', 'bicep', 'retentionDays int = 30', 'retentionDays int = 31', /retentionDays the default =30/],
  ['a removed parameter', 'bicep', /^param operators .*$/m, '', /sets operators, which main.bicep lacks/],
  ['another default of azd', 'parameters', 'RETENTION_DAYS=30', 'RETENTION_DAYS=31', /retentionDays the default =31/],
  ['a value without a variable', 'parameters', `\${OPERATORS=}`, 'x', /main.parameters.json lacks operators/],
  ['a default for the region', 'parameters', `\${AZURE_LOCATION}`, `\${AZURE_LOCATION=x}`, /location the default =x/],
  ['a variable that the workflow lacks', 'workflow', /^ {6}FEEDS: .*\n/m, '', /ci.yml lacks FEEDS/],
  ['a variable without a default', 'workflow', " || '[]'", '', /ci.yml lacks SFTP_USERS with the default \[\]/],
  ['another default of the workflow', 'workflow', "|| '22'", "|| '24'", /ci.yml lacks APP_NODE_VERSION/],
  [
    'another variable of the preview',
    'environment',
    "'OPERATORS'",
    "'OTHER'",
    /does not read operators from OPERATORS/,
  ],
  ['a number that is read as text', 'environment', 'int(', '(', /does not read retentionDays/],
  [
    'a parameter that the sample lacks',
    'everything',
    /^param storageSku .*$/m,
    '',
    /everything.bicepparam lacks storage/,
  ],
];

test.each(differences)('%s is found', (_, file, from, to, problem) => {
  const changed = files[file].replace(from, () => to);
  expect(changed).not.toBe(files[file]);
  expect(parameterProblems({ ...files, [file]: changed }).join('\n')).toMatch(problem);
});

/** azd prefers main.bicepparam to main.parameters.json, and would ignore what the user set. */
const preferredByAzd = (names: string[]): string[] =>
  names.filter((name) => /^main\.(bicepparam|snapshot\.json)$/.test(name));

test('no file below infra/ replaces main.parameters.json', () => {
  expect(preferredByAzd(['main.bicep', 'main.bicepparam', 'main.snapshot.json'])).toHaveLength(2);
  expect(preferredByAzd(readdirSync(infra))).toEqual([]);
});

test('azd asks for the region, among those that have Flex Consumption', () => {
  const [, allowed = '', metadata] =
    /@allowed\(\[\n([^\]]*)\]\)\n(.*)\nparam location string\n/.exec(files.bicep) ?? [];
  expect(metadata).toBe("@metadata({ azd: { type: 'location' } })");
  expect(allowed.split('\n').map((line) => line.trim())).toEqual(expect.arrayContaining(["'westeurope'", "'eastus'"]));
});

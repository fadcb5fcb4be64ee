import { readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listMappingFiles, loadMapping, loadMappings } from '../../lib/mapping/loadMappings';
import { type Environment, readSettings } from '../../lib/settings';
import { exampleMappings, mapping, newFolder } from '../support/files';
import { type BicepFiles, bicepFiles, infra } from './bicepText';

const repository = join(infra, '..');

/** Settings that only the host reads. */
const settingsOfHost = [
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'HrStorage__credential',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
];

/** Settings that the code sets for a library. */
const settingsOfLibraries = ['APPLICATION_INSIGHTS_NO_STATSBEAT'];

/**
 * An environment as in Azure, where storage is reached by identity; it notes each name that it is
 * asked for.
 */
function notingEnvironment(): { environment: Environment; asked: Set<string> } {
  const asked = new Set<string>();
  const values: Environment = {
    HrStorage__blobServiceUri: 'https://blob',
    HrStorage__queueServiceUri: 'https://queue',
  };
  const noted = (name: string | symbol): string | symbol => {
    asked.add(String(name));
    return name;
  };
  const environment = new Proxy(values, {
    get: (target, name) => Reflect.get(target, noted(name)),
    getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(target, noted(name)),
  });
  return { environment, asked };
}

const textsBelow = (folder: string): string[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(repository, folder, name), 'utf8'));
const shipped = [...textsBelow('functions'), ...textsBelow('lib')];

/** Every app setting that the code asks for, or names in a binding. */
async function settingsOfCode(read = readSettings, mappings = exampleMappings, sources = shipped) {
  const { environment, asked } = notingEnvironment();
  read(environment);
  await loadMappings(mappings, environment);
  for (const source of sources) {
    for (const [, inBinding, direct] of source.matchAll(/'%([A-Z]\w*)%'|process\.env\.(\w+)/g))
      asked.add(inBinding ?? direct ?? '');
  }
  return [...asked].filter((name) => !settingsOfLibraries.includes(name)).sort();
}

const files = bicepFiles();

/** Settings that the deployment makes of one entry of `feeds`. */
const settingsOfFeed = (feed: string): string[] => {
  const prefix = feed.toUpperCase().replaceAll('-', '_');
  return [`${prefix}_JOB_ID`, `${prefix}_SERVICE_PRINCIPAL_ID`];
};

/**
 * Every app setting that the deployment makes: the keys in capitals of two files, and those of its
 * feeds.
 */
const settingsOfBicep = (bicep: BicepFiles = files, feeds = ['employees', 'contractors']): string[] =>
  ['main.bicep', 'modules/functionApp.bicep']
    .flatMap((file) => [...(bicep.get(file) ?? '').matchAll(/^ +([A-Z]\w*): /gm)])
    .map(([, name = '']) => name)
    .filter((name) => !settingsOfHost.includes(name))
    .concat(feeds.flatMap(settingsOfFeed))
    .sort();

const planted = (file: string, after: string, line: string): BicepFiles => {
  const text = files.get(file) ?? '';
  expect(text).toContain(after);
  return new Map(files).set(file, text.replace(after, `${after}\n${line}`));
};

/**
 * What is wrong with a folder of mapping files: invalid files, and settings that the deployment
 * does not make.
 */
async function mappingProblems(folder: string): Promise<string[]> {
  await loadMappings(folder, {});
  const names = await listMappingFiles(folder);
  const mappings = await Promise.all(names.map((file) => loadMapping(join(folder, file))));
  const made = settingsOfBicep(
    files,
    mappings.map(({ mapping }) => mapping.feed),
  );
  return mappings.flatMap(({ mapping: { feed, provisioningJob = {} } }, index) =>
    Object.values(provisioningJob)
      .map((value) => /^%([^%]+)%$/.exec(value ?? '')?.[1])
      .filter((name) => name !== undefined && !made.includes(name))
      .map(
        (name) =>
          `${names[index]} names the setting ${name}, which the deployment does not make. Use ${settingsOfFeed(feed).join(' and ')}`,
      ),
  );
}

test('the files in mappings/ are valid, and name settings that the deployment makes', async () => {
  expect(await mappingProblems(join(repository, 'mappings'))).toEqual([]);
});

test('`mappingProblems()` accepts the edits of docs/deploying.md and names a setting that nothing makes', async () => {
  const folder = await newFolder();
  try {
    await cp(exampleMappings, folder.path, { recursive: true });
    expect(await mappingProblems(folder.path)).toEqual([]);
    await rm(join(folder.path, 'contractors.json'));
    await folder.write('employees.json', JSON.stringify(mapping('employees', { provisioningJob: undefined })));
    const provisioningJob = { servicePrincipalId: '%NORTH_AMERICA_SERVICE_PRINCIPAL_ID%' };
    await folder.write('america.json', JSON.stringify(mapping('north-america', { provisioningJob })));
    expect(await mappingProblems(folder.path)).toEqual([]);
    const wrong = { servicePrincipalId: '%ASIA_APP%', jobId: '%ASIA_JOB_ID%' };
    await folder.write('asia.json', JSON.stringify(mapping('asia', { provisioningJob: wrong })));
    expect(await mappingProblems(folder.path)).toEqual([
      'asia.json names the setting ASIA_APP, which the deployment does not make. Use ASIA_JOB_ID and ASIA_SERVICE_PRINCIPAL_ID',
    ]);
  } finally {
    await folder.remove();
  }
});

test('the settings that the code reads are those that the deployment makes', async () => {
  const names = await settingsOfCode();
  expect(names).toEqual(expect.arrayContaining(['GRAPH_ENDPOINT', 'SUMMARY_SCHEDULE', 'EMPLOYEES_JOB_ID']));
  expect(settingsOfBicep()).toEqual(names);
});

test('the compiler makes the same of them, and those of the host', async () => {
  const { predictedResources } = JSON.parse(readFileSync(join(infra, 'everything.snapshot.json'), 'utf8'));
  const made = predictedResources.filter(({ type }: { type: string }) => type === 'Microsoft.Web/sites/config');
  expect(made.length).toBe(1);
  expect(Object.keys(made[0].properties).sort()).toEqual([...(await settingsOfCode()), ...settingsOfHost].sort());
});

test('a setting that only the code has is found, wherever it is read', async () => {
  const readsMore: typeof readSettings = (environment) => {
    void environment.NEW_SETTING;
    return readSettings(environment);
  };
  const folder = await newFolder();
  try {
    const provisioningJob = { servicePrincipalId: '%NEW_SERVICE_PRINCIPAL_ID%', jobId: '%OTHER_JOB_ID%' };
    await folder.write('new.json', JSON.stringify(mapping('new', { provisioningJob })));
    const missing = async (...options: Parameters<typeof settingsOfCode>) =>
      (await settingsOfCode(...options)).filter(
        (name) => !settingsOfBicep(files, ['employees', 'contractors', 'new']).includes(name),
      );
    expect(await missing()).toEqual([]);
    expect(await missing(readsMore)).toEqual(['NEW_SETTING']);
    expect(await missing(readSettings, folder.path)).toEqual(['OTHER_JOB_ID']);
    const [schedule, direct] = ["schedule: '%NEW_SCHEDULE%'", 'process.env.NEW_SWITCH'];
    expect(await missing(readSettings, folder.path, [schedule, direct])).toEqual([
      'NEW_SCHEDULE',
      'NEW_SWITCH',
      'OTHER_JOB_ID',
    ]);
  } finally {
    await folder.remove();
  }
});

test('a setting that only the deployment has is found, wherever it is made', async () => {
  const names = await settingsOfCode();
  const extra = (bicep: BicepFiles) => settingsOfBicep(bicep).filter((name) => !names.includes(name));
  expect(extra(files)).toEqual([]);
  expect(extra(planted('main.bicep', 'MAPPINGS: mappings', "      NEW_SETTING: 'x'"))).toEqual(['NEW_SETTING']);
  expect(extra(planted('modules/functionApp.bicep', 'AZURE_CLIENT_ID: clientId', "  NEW: 'x'"))).toEqual(['NEW']);
});

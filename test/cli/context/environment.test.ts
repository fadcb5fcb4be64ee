import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveAppSettings } from '../../../cli/context/azdEnvironment';
import { csv2scimProcess, linesOf } from '../../support/cli';
import { servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { type Folder, mapping, newFolder } from '../../support/files';

let entra: TestEntra;
let folder: Folder;
beforeAll(async () => {
  [entra, folder] = await Promise.all([startTestEntra(), newFolder()]);
  await Promise.all(['.local', '.azure/test'].map((name) => mkdir(join(folder.path, name), { recursive: true })));
  const provisioningJob = { servicePrincipalId: '%APP_ID%' };
  await folder.write('employees.json', JSON.stringify(mapping('employees', { provisioningJob })));
});
afterAll(() => Promise.all([entra.stop(), folder.remove()]));

/** `logs` in the folder, for somebody whose shell has the settings of another environment. */
const logs = (environment: string, file = 'employees.json') =>
  csv2scimProcess(
    ['logs', '--mapping', file, '--json', '--environment', environment],
    { GRAPH_ENDPOINT: 'http://127.0.0.1:1', APP_ID: 'another' },
    folder.path,
  );

test.each([
  ['local', '.local/env', () => `GRAPH_ENDPOINT=${entra.origin}\nAPP_ID=${servicePrincipalId}\n`],
  ['test', '.azure/test/.env', () => `# azd\r\nGRAPH_ENDPOINT="${entra.origin}"\r\nAPP_ID="${servicePrincipalId}"\r\n`],
])('`--environment %s` reads %s, which wins over the shell', async (name, file, content) => {
  await folder.write(file, content());
  expect(await logs(name)).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});

/** The file that azd writes after `azd env set FEEDS …` and `azd provision`. */
const azdFile = (feeds: unknown): string =>
  [
    'AZURE_ENV_NAME="prod"',
    'BLOB_SERVICE_URI="https://csv2scimhr.blob.core.windows.net/"',
    `FEEDS=${JSON.stringify(JSON.stringify(feeds))}`,
    `GRAPH_ENDPOINT="${entra.origin}"`,
    'QUEUE_SERVICE_URI="https://csv2scimhr.queue.core.windows.net/"\n',
  ].join('\n');

test('`--environment` gives the job of the entry in FEEDS to a mapping of its feed, also one that names no job', async () => {
  await mkdir(join(folder.path, '.azure/prod'), { recursive: true });
  await folder.write('.azure/prod/.env', azdFile({ 'north-america': { servicePrincipalId } }));
  const provisioningJob = { servicePrincipalId: '%NORTH_AMERICA_SERVICE_PRINCIPAL_ID%' };
  for (const job of [provisioningJob, undefined]) {
    await folder.write('america.json', JSON.stringify(mapping('north-america', { provisioningJob: job })));
    expect(await logs('prod', 'america.json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  }
  await folder.write('asia.json', JSON.stringify(mapping('asia', { provisioningJob: undefined })));
  expect(await logs('prod', 'asia.json')).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^--service-principal-id: is required, .* add --environment local\. .* NAME$/m),
  });
});

test('`deriveAppSettings()` makes the app settings that infra/main.bicep makes of an azd environment', async () => {
  const app = { servicePrincipalId: 'app', jobId: 'job' };
  const azd = { BLOB_SERVICE_URI: 'https://b', QUEUE_SERVICE_URI: 'https://q', FEEDS: JSON.stringify({ 'a-b': app }) };
  const settings = deriveAppSettings(azd);
  expect(settings).toEqual({
    ...azd,
    HrStorage__blobServiceUri: 'https://b',
    HrStorage__queueServiceUri: 'https://q',
    A_B_SERVICE_PRINCIPAL_ID: 'app',
    A_B_JOB_ID: 'job',
    SUMMARY_SCHEDULE: '0 */15 * * * *',
  });
  const bicep = await readFile(join(__dirname, '..', '..', '..', 'infra', 'main.bicep'), 'utf8');
  expect(bicep).toContain(`param summarySchedule string = '${settings.SUMMARY_SCHEDULE}'`);
  expect(deriveAppSettings({ ...azd, A_B_JOB_ID: 'other', SUMMARY_SCHEDULE: '0 0 * * * *' })).toMatchObject({
    A_B_JOB_ID: 'other',
    SUMMARY_SCHEDULE: '0 0 * * * *',
  });
});

test.each(['{', '[]', '{"a":{}}', '{"a":{"servicePrincipalId":1}}', '{"a":{"servicePrincipalId":"1","jobId":2}}'])(
  '`deriveAppSettings()` refuses FEEDS=%s',
  (FEEDS) => expect(() => deriveAppSettings({ FEEDS })).toThrow(/^FEEDS: /),
);

test('`--environment` says what is wrong with FEEDS', async () => {
  await mkdir(join(folder.path, '.azure/wrong'), { recursive: true });
  await folder.write('.azure/wrong/.env', 'FEEDS="{"\n');
  const { code, stderr } = await logs('wrong');
  expect([code, linesOf(stderr)]).toEqual([2, [expect.stringMatching(/^FEEDS: is not JSON/)]]);
});

test.each([
  ['nowhere', /^--environment: there is no \.azure.nowhere.\.env\. /],
  ['../test', /^--environment: "\.\.\/test" is not a valid name/],
])('`--environment %s` ends with 2', async (name, message) => {
  const { code, stdout, stderr } = await logs(name);
  expect([code, stdout, linesOf(stderr)]).toEqual([2, '', [expect.stringMatching(message)]]);
});

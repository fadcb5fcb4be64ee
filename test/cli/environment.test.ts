import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scimProcess, linesOf } from '../support/cli';
import { servicePrincipalId, startTestEntra, type TestEntra } from '../support/entra';
import { type Folder, mapping, newFolder } from '../support/files';

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
const logs = (environment: string) =>
  csv2scimProcess(
    ['logs', '--mapping', 'employees.json', '--json', '--environment', environment],
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

test.each([
  ['nowhere', /^--environment: there is no \.azure.nowhere.\.env\. /],
  ['../test', /^--environment: "\.\.\/test" is no name/],
])('`--environment %s` ends with 2', async (name, message) => {
  const { code, stdout, stderr } = await logs(name);
  expect([code, stdout, linesOf(stderr)]).toEqual([2, '', [expect.stringMatching(message)]]);
});

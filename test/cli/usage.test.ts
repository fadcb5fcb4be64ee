import { createServer } from 'node:http';
import { listen, portOf } from '../../local/stack/ports';
import { csv2scim, csv2scimProcess, linesOf } from '../support/cli';
import { csvOf, type Folder, mapping, newFolder, people } from '../support/files';

let folder: Folder;
let csv: string;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  csv = await folder.write('a.csv', csvOf(people(1)));
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

test.each([
  ['no command', []],
  ['an unknown command', ['sned']],
  ['an unknown option', ['generate', 'CSV', '--mapping', 'MAPPING', '--ouput', 'x']],
  ['a missing argument', ['generate', '--mapping', 'MAPPING']],
  ['a missing mapping', ['send', 'CSV']],
  ['too many arguments', ['generate', 'CSV', 'CSV', '--mapping', 'MAPPING']],
  ['an unknown way to sign in', ['send', 'CSV', '--mapping', 'MAPPING', '--auth', 'password']],
])('%s ends with 2, and says what is wrong on standard error', async (_, args) => {
  const given = args.map((text) => (text === 'CSV' ? csv : text === 'MAPPING' ? mappingFile : text));
  const { code, stdout, stderr } = await csv2scim(given);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(linesOf(stderr).length).toBeGreaterThan(0);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([['--help'], ['send --help']])('%s ends with 0, on standard output', async (args) => {
  const { code, stdout, stderr } = await csv2scim(args.split(' '));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Usage: csv2scim/);
});

test.each([
  ['GRAPH_ENDPOINT', 'http://graph.microsoft.com'],
  ['GRAPH_ENDPOINT', 'https://graph.example.com'],
  ['GRAPH_CALLS_PER_5_SECONDS', 'many'],
])('send with the wrong setting %s=%s ends with 2 and names it', async (setting, value) => {
  const { code, stderr } = await csv2scim(['send', csv, '--mapping', mappingFile], { [setting]: value });
  expect(code).toBe(2);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(new RegExp(`^${setting}: `))]);
});

test.each([
  ['no terminal to sign in on', []],
  ['a certificate without its options', ['--auth', 'certificate']],
])('send with %s ends with 2 before anything is sent', async (_, options) => {
  const { code, stderr } = await csv2scim(['send', csv, '--mapping', mappingFile, ...options]);
  expect(code).toBe(2);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/--auth/)]);
});

test('a storage that nobody is signed in to ends with 5, in one line', async () => {
  const identity = await listen(createServer((_, response) => response.writeHead(400).end('{}')));
  const { code, stderr } = await csv2scimProcess(['release', '20260101T000000Z-00000000'], {
    PATH: '', // no Azure CLI
    IDENTITY_ENDPOINT: `http://127.0.0.1:${portOf(identity)}`,
    IDENTITY_HEADER: 'x',
    HrStorage__blobServiceUri: 'https://example.blob.core.windows.net',
    HrStorage__queueServiceUri: 'https://example.queue.core.windows.net',
  });
  identity.close();
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/^nobody is signed in .*\. Run az login$/)]]);
});

test('send without a provisioning app ends with 2 and names the option', async () => {
  const noApp = await folder.write('noApp.json', JSON.stringify(mapping('employees', { provisioningJob: {} })));
  const { code, stderr } = await csv2scim(['send', csv, '--mapping', noApp], { GRAPH_ENDPOINT: 'http://127.0.0.1:9' });
  expect(code).toBe(2);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/--service-principal-id/)]);
});

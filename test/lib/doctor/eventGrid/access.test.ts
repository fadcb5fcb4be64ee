import { createEventGridAccess } from '../../../../lib/doctor/eventGrid/access';
import { readSettings } from '../../../../lib/settings';

const inAzure = {
  HrStorage__blobServiceUri: 'https://hrdata.blob.core.windows.net',
  HrStorage__queueServiceUri: 'https://hrdata.queue.core.windows.net',
};
const standIn = { AZURE_MANAGEMENT_ENDPOINT: 'http://127.0.0.1:9' };

/** The scopes that a token is asked for. */
const scopes: unknown[] = [];
const credential = async () => ({
  async getToken(scope: string | string[]) {
    scopes.push(scope);
    return { token: 'a-token', expiresOnTimestamp: 0 };
  },
});

const accessOf = (environment: Record<string, string>) =>
  createEventGridAccess(readSettings(environment), environment, credential);

test.each([
  ['https://graph.microsoft.com', 'https://management.azure.com'],
  ['https://graph.microsoft.us', 'https://management.usgovcloudapi.net'],
  ['https://dod-graph.microsoft.us', 'https://management.usgovcloudapi.net'],
  ['https://microsoftgraph.chinacloudapi.cn', 'https://management.chinacloudapi.cn'],
])('`createEventGridAccess()` signs in to the management API of the cloud of %s', async (GRAPH_ENDPOINT, origin) => {
  const found = accessOf({ ...inAzure, GRAPH_ENDPOINT });
  expect(found).toMatchObject({ account: 'hrdata', access: { endpoint: { origin } } });
  expect(await found?.access.token()).toBe('a-token');
  expect(scopes.splice(0)).toEqual([`${origin}/.default`]);
});

test('`createEventGridAccess()` reads the account of a connection string', () => {
  const HrStorage = 'DefaultEndpointsProtocol=https;AccountName=hrdata;AccountKey=a2V5;EndpointSuffix=core.windows.net';
  expect(accessOf({ HrStorage })).toMatchObject({ account: 'hrdata' });
});

test.each([
  ['the storage is the emulator', {}],
  [
    'the storage is an emulator by name',
    { HrStorage: 'AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/a' },
  ],
  [
    'the addresses are loopback',
    { HrStorage__blobServiceUri: 'http://127.0.0.1:1/a', HrStorage__queueServiceUri: 'http://127.0.0.1:2/a' },
  ],
  ['Graph is loopback', { ...inAzure, GRAPH_ENDPOINT: 'http://127.0.0.1:9' }],
])('`createEventGridAccess()` gives nothing when %s', (_, environment) => {
  expect(accessOf(environment as Record<string, string>)).toBeUndefined();
});

test('`createEventGridAccess()` asks no identity for a stand-in on loopback', async () => {
  const found = accessOf({ HrStorage: 'AccountName=dev;BlobEndpoint=http://127.0.0.1:1/dev', ...standIn });
  expect(found).toMatchObject({ account: 'dev', access: { endpoint: { origin: 'http://127.0.0.1:9' } } });
  expect(await found?.access.token()).toMatch(/development/);
  expect(scopes).toEqual([]);
});

test.each(['https://management.example.com', 'nonsense'])(
  '`createEventGridAccess()` refuses the stand-in %s',
  (url) => {
    expect(() => accessOf({ ...inAzure, AZURE_MANAGEMENT_ENDPOINT: url })).toThrow(/must be a loopback address/);
  },
);

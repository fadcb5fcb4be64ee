import { SettingsError } from '../../../lib/errors';
import { parseEndpoint } from '../../../lib/graph/endpoint';

describe('parseEndpoint() allows', () => {
  const cases: readonly [string, string, boolean][] = [
    ['https://graph.microsoft.com', 'https://graph.microsoft.com', false],
    ['https://graph.microsoft.com/', 'https://graph.microsoft.com', false],
    ['https://graph.microsoft.com:443', 'https://graph.microsoft.com', false],
    ['https://GRAPH.Microsoft.com', 'https://graph.microsoft.com', false],
    ['https://graph.microsoft.us', 'https://graph.microsoft.us', false],
    ['https://dod-graph.microsoft.us', 'https://dod-graph.microsoft.us', false],
    ['https://microsoftgraph.chinacloudapi.cn', 'https://microsoftgraph.chinacloudapi.cn', false],
    ['http://127.0.0.1:7700', 'http://127.0.0.1:7700', true],
    ['http://127.0.0.1:7700/', 'http://127.0.0.1:7700', true],
    ['http://127.255.255.254', 'http://127.255.255.254', true],
    ['http://127.1', 'http://127.0.0.1', true],
    ['http://[::1]:7700', 'http://[::1]:7700', true],
    ['http://localhost:7700', 'http://localhost:7700', true],
    ['http://LOCALHOST', 'http://localhost', true],
    ['https://localhost:7700', 'https://localhost:7700', true],
    ['https://127.0.0.1', 'https://127.0.0.1', true],
  ];
  test.each(cases)('%s', (text, origin, loopback) => {
    expect(parseEndpoint(text)).toEqual({ origin, loopback });
  });
});

describe('parseEndpoint() refuses', () => {
  const cases: readonly [string, string][] = [
    ['nothing', ''],
    ['a host without a scheme', 'graph.microsoft.com'],
    ['a word', 'graph'],
    ['another scheme', 'ftp://graph.microsoft.com'],
    ['a file', 'file:///graph.microsoft.com'],
    ['a script', 'javascript:alert(1)'],
    ['http on a public host', 'http://graph.microsoft.com'],
    ['http on the https port', 'http://graph.microsoft.com:443'],
    ['http on a national host', 'http://graph.microsoft.us'],
    ['another port', 'https://graph.microsoft.com:8443'],
    ['a port that is none', 'https://graph.microsoft.com:99999'],
    ['a path', 'https://graph.microsoft.com/v1.0'],
    ['a path on loopback', 'http://127.0.0.1:7700/v1.0'],
    ['a query', 'https://graph.microsoft.com/?a=b'],
    ['a fragment', 'https://graph.microsoft.com/#a'],
    ['a user', 'https://user@graph.microsoft.com'],
    ['a user and a password', 'https://user:password@graph.microsoft.com'],
    ['a user on loopback', 'http://user@127.0.0.1'],
    ['the Graph host as the user', 'https://graph.microsoft.com@evil.example'],
    ['the Graph host as user and password', 'https://graph.microsoft.com:443@evil.example'],
    ['loopback as the user', 'http://127.0.0.1@evil.example'],
    ['a backslash before the at sign', 'https://graph.microsoft.com\\@evil.example'],
    ['a host before the backslash', 'https://evil.example\\@graph.microsoft.com'],
    ['a subdomain of another', 'https://graph.microsoft.com.evil.example'],
    ['a prefix', 'https://evilgraph.microsoft.com'],
    ['a subdomain', 'https://evil.graph.microsoft.com'],
    ['the domain alone', 'https://microsoft.com'],
    ['a dot at the end', 'https://graph.microsoft.com.'],
    ['a hyphen instead of a dot', 'https://graph-microsoft.com'],
    ['a Cyrillic letter', 'https://graph.m\u0456crosoft.com'],
    ['the germ of a national cloud', 'https://graph.microsoft.de'],
    ['a loopback look-alike', 'http://127.0.0.1.evil.example'],
    ['a localhost look-alike', 'http://localhost.evil.example'],
    ['a word that ends in localhost', 'http://evillocalhost'],
    ['every address of this machine', 'http://0.0.0.0'],
    ['a private address', 'http://10.0.0.1'],
    ['a private address over https', 'https://192.168.0.1'],
    ['the metadata service', 'http://169.254.169.254'],
    ['another address of version 6', 'http://[::2]'],
    ['the unspecified address', 'http://[::]'],
  ];
  test.each(cases)('%s: %s', (_, text) => {
    expect(() => parseEndpoint(text)).toThrow(SettingsError);
  });

  test('without telling a password that stands in it', () => {
    expect(() => parseEndpoint('https://user:s3cret@graph.microsoft.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret'), setting: 'GRAPH_ENDPOINT' }),
    );
  });
});

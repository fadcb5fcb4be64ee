import fc from 'fast-check';
import { createTokenSource, developmentToken } from '../../../lib/graph/client/tokens';
import { graphHosts, parseEndpoint } from '../../../lib/graph/endpoint';

const numRuns = Number(process.env.CHAOS_RUNS ?? 2_000);
const ours = new Set<string>(graphHosts.map((host) => `https://${host}`));

/** Where a token of an Azure identity would go; `undefined` when to nobody. */
async function receiverOf(text: string): Promise<string | undefined> {
  let endpoint: ReturnType<typeof parseEndpoint>;
  try {
    endpoint = parseEndpoint(text);
  } catch {
    return undefined;
  }
  let asked = false;
  const credential = {
    getToken: async () => {
      asked = true;
      return { token: 'an identity’s', expiresOnTimestamp: 0 };
    },
  };
  const token = await createTokenSource(endpoint, async () => credential)({ fresh: false });
  expect(asked).toBe(token !== developmentToken);
  return asked ? endpoint.origin : undefined;
}

test.each([
  'https://graph.microsoft.com@evil.example/',
  'https://graph.microsoft.com:x@evil.example',
  'https://graph.microsoft.com%40evil.example',
  'https://graph.microsoft.com%2eevil.example',
  'https://graph.microsoft.com%00.evil.example',
  'https://graph.microsoft.com#@evil.example',
  'https://graph.microsoft.com..',
  'https://.graph.microsoft.com',
  'https://graph.microsoft.com:444',
  'https://graph.microsoft.com:0443/..//evil.example',
  'https://xn--grph-5cd.microsoft.com',
  'https://gr\u0430ph.microsoft.com',
  'https://graph.micro\u017foft.evil.example',
  'https://graph.microsoft.com\u2044.evil.example',
  'https://localhost.evil.example',
  'http://localhost.',
  'http://localhost.localdomain',
  'https://[::ffff:10.0.0.1]',
  'https://[::ffff:a9fe:a9fe]',
  'https://[::127.0.0.1]',
  'http://[::ffff:127.0.0.1]',
  'https://[fe80::1%25lo]',
  'https://2852039166',
  'https://0xa9fea9fe',
  'https://0251.0376.0251.0376',
  'https://127.0.0.1.nip.io',
  'https://128.0.0.1',
  'http://0',
  'data:text/plain,https://graph.microsoft.com',
  'https:graph.microsoft.com.evil.example',
  'https:///evil.example\\graph.microsoft.com',
])('an identity’s token goes nowhere for GRAPH_ENDPOINT %s', async (text) => {
  expect(await receiverOf(text)).toBeUndefined();
  expect(() => parseEndpoint(text)).toThrow(/^GRAPH_ENDPOINT: /);
});

test.each([
  'http://2130706433',
  'http://0x7f.1',
  'http://0177.0.0.1',
  'http://[0:0:0:0:0:0:0:1]',
  'http://127.0.0.1:7700',
])('this machine by the name %s gets the development token alone', async (text) => {
  expect(await receiverOf(text)).toBeUndefined();
  expect(parseEndpoint(text).loopback).toBe(true);
});

const part = fc.constantFrom(
  ...graphHosts,
  'https://',
  'http://',
  'https:',
  'evil.example',
  'localhost',
  '127.0.0.1',
  '[::1]',
  '@',
  ':',
  ':443',
  ':8443',
  '/',
  '//',
  '\\',
  '?',
  '#',
  '.',
  '%2e',
  '%40',
  '%00',
  '\t',
  '\n',
  ' ',
  '\u3002',
  '\uff0e',
  '\uff47raph',
  '\u0430',
  'xn--',
  '2130706433',
  'microsoft.com',
  'graph.',
);

test('an identity’s token goes to a Graph host over https, or nowhere, whatever GRAPH_ENDPOINT says', async () => {
  const texts = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        texts,
        texts.map((text) => `https://${text}`),
        fc.webUrl(),
      ),
      async (text) => {
        const receiver = await receiverOf(text);
        if (receiver !== undefined) expect(ours).toContain(receiver);
      },
    ),
    { numRuns },
  );
});

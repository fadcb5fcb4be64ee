import type { TokenCredential } from '@azure/identity';
import { createTokenSource, developmentToken } from '../../../../lib/graph/client/tokens';
import { parseEndpoint } from '../../../../lib/graph/endpoint';

const graph = parseEndpoint('https://graph.microsoft.com');

interface Asked {
  scopes: string | string[];
  claims: string | undefined;
}

function credentials(asked: Asked[] = []): () => Promise<TokenCredential> {
  let made = 0;
  return async () => {
    const number = ++made;
    return {
      getToken: async (scopes, options) => {
        asked.push({ scopes, claims: options?.claims });
        return { token: `token ${number}`, expiresOnTimestamp: 0 };
      },
    };
  };
}

describe('tokenSource()', () => {
  test.each(['http://127.0.0.1:7700', 'http://localhost', 'https://[::1]'])(
    'gives the development token on %s and touches no identity',
    async (address) => {
      const token = createTokenSource(parseEndpoint(address), () =>
        Promise.reject(new Error('an identity was touched')),
      );
      await expect(token({ fresh: false })).resolves.toBe(developmentToken);
      await expect(token({ fresh: true, claims: '{}' })).resolves.toBe(developmentToken);
    },
  );

  test('asks one credential, for the scope of the configured host', async () => {
    const asked: Asked[] = [];
    const token = createTokenSource(graph, credentials(asked));
    expect([await token({ fresh: false }), await token({ fresh: false })]).toEqual(['token 1', 'token 1']);
    expect(asked[0]).toEqual({ scopes: ['https://graph.microsoft.com/.default'], claims: undefined });
  });

  test('asks a new credential for a fresh token, with the claims', async () => {
    const asked: Asked[] = [];
    const token = createTokenSource(graph, credentials(asked));
    await token({ fresh: false });
    await expect(token({ fresh: true, claims: '{"a":1}' })).resolves.toBe('token 2');
    await expect(token({ fresh: false })).resolves.toBe('token 2');
    expect(asked.map(({ claims }) => claims)).toEqual([undefined, '{"a":1}', undefined]);
  });

  const failures: readonly [string, () => Promise<TokenCredential>][] = [
    ['cannot be made', () => Promise.reject(new Error('no identity'))],
    ['refuses', async () => ({ getToken: () => Promise.reject(new Error('refused')) })],
    ['gives none', async () => ({ getToken: async () => null })],
  ];
  test.each(failures)('fails as sign_in_failed, which may pass, when the credential %s', async (_, create) => {
    await expect(createTokenSource(graph, create)({ fresh: false })).rejects.toMatchObject({
      code: 'sign_in_failed',
      transient: true,
    });
  });

  test('makes the credential anew when it could not be made the first time', async () => {
    const create = credentials();
    let attempts = 0;
    const token = createTokenSource(graph, () => (++attempts === 1 ? Promise.reject(new Error('not yet')) : create()));
    await expect(token({ fresh: false })).rejects.toMatchObject({ code: 'sign_in_failed', transient: true });
    await expect(token({ fresh: false })).resolves.toBe('token 1');
  });
});

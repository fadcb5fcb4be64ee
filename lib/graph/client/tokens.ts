import type { TokenCredential } from '@azure/identity';
import { GraphError } from '../../errors';
import type { Endpoint } from '../endpoint';
import type { TokenSource } from './authenticate';

/** What a loopback address gets instead of a token: no Azure identity is ever asked for one. */
export const developmentToken = 'csv2scim-development-token';

/**
 * Tokens for Graph from an Azure credential, which is made when the first one is needed. A fresh
 * token comes from a new credential, since credentials keep theirs.
 */
export function createTokenSource(
  { origin, loopback }: Endpoint,
  createCredential: () => Promise<TokenCredential>,
  scopes: readonly string[] = [`${origin}/.default`],
): TokenSource {
  if (loopback) return async () => developmentToken;
  let credential: Promise<TokenCredential> | undefined;
  return async ({ fresh, claims }) => {
    if (fresh || credential === undefined) credential = createCredential();
    try {
      const token = await (await credential).getToken([...scopes], claims === undefined ? {} : { claims });
      if (token === null) throw new TypeError('the credential gave no token');
      return token.token;
    } catch (cause) {
      credential = undefined; // made anew next time
      throw new GraphError('sign_in_failed', 'there is no access token for Graph: check the identity that signs in', {
        cause,
      });
    }
  };
}

import type { Context } from '@microsoft/microsoft-graph-client';
import type { Endpoint } from '../endpoint';
import type { Handle } from './middleware';

/**
 * Gives an access token for Graph; `fresh` asks for one that was not used before, `claims` is what
 * the server asks of it.
 */
export type TokenSource = (request: { fresh: boolean; claims?: string | undefined }) => Promise<string>;

/**
 * Adds the access token, and fetches a new one once when Graph answers 401. The Graph client's own
 * handler would drop the header over plain http, and so on loopback; this one sends it to the
 * configured origin alone.
 */
export function authenticate(endpoint: Endpoint, token: TokenSource): Handle {
  const addToken = async (context: Context, request: Parameters<TokenSource>[0]): Promise<void> => {
    if (!String(context.request).startsWith(`${endpoint.origin}/`))
      throw new TypeError('a token goes only to the configured Graph host');
    const headers = {
      ...(context.options?.headers as Record<string, string>),
      Authorization: `Bearer ${await token(request)}`,
    };
    context.options = { ...context.options, headers };
  };
  return async (context, next) => {
    await addToken(context, { fresh: false });
    const response = await next();
    if (response.status !== 401) return response;
    const challenge = /claims="([^"]+)"/.exec(response.headers.get('WWW-Authenticate') ?? '')?.[1];
    await addToken(context, { fresh: true, claims: challenge && Buffer.from(challenge, 'base64').toString() });
    return next();
  };
}

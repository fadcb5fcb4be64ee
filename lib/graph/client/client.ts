import { Client, HTTPMessageHandler, type GraphRequest as SdkRequest } from '@microsoft/microsoft-graph-client';
import { GraphError } from '../../errors';
import type { Endpoint } from '../endpoint';
import { authenticate, type TokenSource } from './authenticate';
import { createGraphError } from './graphError';
import { chainMiddlewares, createMiddleware } from './middleware';
import { type CallOptions, limitRate, RetryContext } from './rateLimit';
import { type RetryOptions, retryFailures } from './retry';
import {
  bodyOf,
  ExactUrl,
  fetchOptions,
  readWholeBody,
  responseType,
  unwrapError,
  useExactUrl,
  wrapErrors,
} from './sdkWorkarounds';

export interface GraphOptions extends RetryOptions {
  endpoint: Endpoint;
  token: TokenSource;
  /** Milliseconds until an unanswered call counts as failed. */
  timeout?: number;
}

export interface GraphRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /**
   * Below `/v1.0`, such as `/servicePrincipals/…`; or an address that Graph gave, such as an
   * `@odata.nextLink`.
   */
  path: string;
  body?: Buffer;
  contentType?: string;
  /** Error statuses that are returned, not thrown. */
  acceptedStatuses?: readonly number[];
}

export interface GraphAnswer {
  ok: boolean;
  status: number;
  body: string;
}

export interface GraphClient {
  /**
   * Gives a 2xx, or one of `acceptedStatuses`. @throws GraphError, or what `beforeSend`, `signal` or
   * `abort` gave as the reason
   */
  send(request: GraphRequest): Promise<GraphAnswer>;
  /** GETs JSON. */
  get(path: string, signal?: AbortSignal): Promise<unknown>;
}

/** A client of Graph v1.0 that signs in, keeps the rate limit and retries. */
export function createGraphClient({ endpoint, token, timeout = 60_000, ...retry }: GraphOptions): GraphClient {
  const middleware = chainMiddlewares(
    createMiddleware(wrapErrors),
    createMiddleware(useExactUrl),
    createMiddleware(retryFailures(retry)),
    createMiddleware(authenticate(endpoint, token)),
    createMiddleware(limitRate(retry.rateLimiter, timeout)),
    createMiddleware(readWholeBody),
    new HTTPMessageHandler(),
  );
  const client = Client.initWithMiddleware({ middleware, fetchOptions });

  async function send({
    method,
    path,
    body,
    contentType,
    acceptedStatuses = [],
    ...options
  }: GraphRequest): Promise<GraphAnswer> {
    const { beforeSend, abort, retryOnly429, throwServerErrors } = options;
    const signal = anySignal(options.signal, abort);
    const url = resolveUrl(path, endpoint);
    const request = client
      .api(url)
      .middlewareOptions([new ExactUrl(url), new RetryContext({ beforeSend, abort, retryOnly429, throwServerErrors })])
      .responseType(responseType)
      .options(signal === undefined ? {} : { signal });
    if (contentType !== undefined) request.header('Content-Type', contentType);
    const response = await callSdk(request, method, body).catch((error: unknown) => {
      abort?.throwIfAborted();
      throw unwrapError(error);
    });
    const { ok, status } = response;
    if (ok || acceptedStatuses.includes(status)) return { ok, status, body: bodyOf(response) };
    throw createGraphError(response, { method, url }, retry.clock.now());
  }

  async function get(path: string, signal?: AbortSignal): Promise<unknown> {
    const { body } = await send({ method: 'GET', path, signal });
    try {
      return JSON.parse(body);
    } catch {
      throw new GraphError('refused', "Graph's answer is not JSON"); // the cause would quote it
    }
  }
  return { send, get };
}

function callSdk(request: SdkRequest, method: GraphRequest['method'], body: Buffer | undefined): Promise<Response> {
  if (method === 'GET') return request.get();
  if (method === 'PUT') return request.put(body);
  return method === 'PATCH' ? request.patch(body) : request.post(body);
}

const anySignal = (one?: AbortSignal, other?: AbortSignal): AbortSignal | undefined =>
  one !== undefined && other !== undefined ? AbortSignal.any([one, other]) : (one ?? other);

/**
 * An address that Graph gave is asked for at the configured host, the only one that gets the token.
 */
function resolveUrl(path: string, { origin }: Endpoint): string {
  if (path.startsWith('/')) return `${origin}/v1.0${path}`;
  const { pathname, search } = URL.parse(path) ?? { pathname: '', search: '' };
  // `x:.evil.example/` has the path `.evil.example/`, which would go on where the host ends
  if (!pathname.startsWith('/')) throw new GraphError('refused', 'Graph gave a link that is not its own');
  return `${origin}${pathname}${search}`;
}

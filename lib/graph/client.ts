import {
  Client,
  GraphClientError,
  HTTPMessageHandler,
  ResponseType,
  type GraphRequest as SdkRequest,
} from '@microsoft/microsoft-graph-client';
import { GraphError } from '../errors';
import type { Endpoint } from './endpoint';
import { graphError } from './graphError';
import { chain, type Handle, handler } from './handler';
import { Attempts, type CallOptions, Ended, paced } from './paced';
import { type RetryOptions, retrying } from './retrying';
import { signedIn, type TokenSource } from './signedIn';

export interface GraphOptions extends RetryOptions {
  endpoint: Endpoint;
  token: TokenSource;
  /** Milliseconds until an unanswered call counts as failed. */
  timeout?: number;
}

export interface GraphRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below `/v1.0`, such as `/servicePrincipals/…`; or an address that Graph gave, such as an `@odata.nextLink`. */
  path: string;
  body?: Buffer;
  contentType?: string;
  /** Refusing statuses that say something about the body, and so are an answer. */
  answers?: readonly number[];
}

export interface GraphAnswer {
  ok: boolean;
  status: number;
  body: string;
}

export interface GraphClient {
  /** Gives a 2xx, or one of `answers`. @throws GraphError, or what `ready`, `signal` or `abort` gave as the reason */
  send(request: GraphRequest): Promise<GraphAnswer>;
  /** GETs JSON. */
  get(path: string, signal?: AbortSignal): Promise<unknown>;
}

/** A client of Graph v1.0: signed in, paced, retried. */
export function createGraphClient({ endpoint, token, timeout = 60_000, ...retry }: GraphOptions): GraphClient {
  const middleware = chain(
    handler(unwrapped),
    handler(exactly),
    handler(retrying(retry)),
    handler(signedIn(endpoint, token)),
    handler(paced(retry.pace, timeout)),
    handler(whole),
    new HTTPMessageHandler(),
  );
  // a redirect would carry the token away
  const client = Client.initWithMiddleware({ middleware, fetchOptions: { redirect: 'manual' } });

  async function send({
    method,
    path,
    body,
    contentType,
    answers = [],
    ...options
  }: GraphRequest): Promise<GraphAnswer> {
    const { ready, abort, once } = options;
    const signal = eitherOf(options.signal, abort);
    const url = addressOf(path, endpoint);
    const request = client
      .api(url)
      .middlewareOptions([new ExactUrl(url), new Attempts({ ready, abort, once })])
      .responseType(ResponseType.RAW) // an empty 202 with a JSON content type would be parsed otherwise
      .options(signal === undefined ? {} : { signal });
    if (contentType !== undefined) request.header('Content-Type', contentType);
    const response = await callOf(request, method, body).catch((error: unknown) => {
      abort?.throwIfAborted();
      throw error instanceof GraphClientError ? error.customError : error;
    });
    const { ok, status } = response;
    if (ok || answers.includes(status)) return { ok, status, body: bodies.get(response) ?? '' };
    throw graphError(response, { method, url }, retry.clock.now());
  }

  async function get(path: string, signal?: AbortSignal): Promise<unknown> {
    const { body } = await send({ method: 'GET', path, signal });
    try {
      return JSON.parse(body);
    } catch {
      throw new GraphError('refused', 'Graph answered with something that is no JSON'); // the cause would quote it
    }
  }
  return { send, get };
}

function callOf(request: SdkRequest, method: GraphRequest['method'], body: Buffer | undefined): Promise<Response> {
  if (method === 'GET') return request.get();
  if (method === 'PUT') return request.put(body);
  return method === 'PATCH' ? request.patch(body) : request.post(body);
}

const eitherOf = (one?: AbortSignal, other?: AbortSignal): AbortSignal | undefined =>
  one !== undefined && other !== undefined ? AbortSignal.any([one, other]) : (one ?? other);

/** An address that Graph gave is asked for at the configured host, to which alone the token goes. */
function addressOf(path: string, { origin }: Endpoint): string {
  if (path.startsWith('/')) return `${origin}/v1.0${path}`;
  const { pathname, search } = URL.parse(path) ?? { pathname: '', search: '' };
  // `x:.evil.example/` has the path `.evil.example/`, which would go on where the host ends
  if (!pathname.startsWith('/')) throw new GraphError('refused', 'Graph gave an address that is none of its own');
  return `${origin}${pathname}${search}`;
}

/** The Graph client takes addresses apart and joins them otherwise: this one is to be called as it stands. */
class ExactUrl {
  constructor(readonly url: string) {}
}

const exactly: Handle = async (context, next) => {
  const exact = context.middlewareControl?.getMiddlewareOptions(ExactUrl);
  if (exact instanceof ExactUrl) context.request = exact.url;
  return next();
};

/** The Graph client turns every error but its own into another that hides the first: here errors put on its coat. */
const unwrapped: Handle = async (_, next) => {
  try {
    return await next();
  } catch (error) {
    const coat = new GraphClientError();
    coat.customError = error instanceof Ended ? error.cause : error;
    throw coat;
  }
};

/** The bodies that were read. */
const bodies = new WeakMap<Response, string>();

/** Reads the body, so that a connection which dies in the middle of it is tried again like one that died before. */
const whole: Handle = async (_, next) => {
  const response = await next();
  bodies.set(response, await response.text());
  return response;
};

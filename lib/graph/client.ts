import { Client, GraphClientError, HTTPMessageHandler, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Endpoint } from './endpoint';
import { graphError } from './graphError';
import { chain, type Handle, handler } from './handler';
import type { Pace } from './pace';
import { type RetryOptions, retrying } from './retrying';
import { signedIn, type TokenSource } from './signedIn';

export interface GraphOptions extends RetryOptions {
  endpoint: Endpoint;
  token: TokenSource;
  /** Milliseconds until an unanswered call counts as failed. */
  timeout?: number;
}

export interface GraphClient {
  /** Gives an answer that says something about the body: 2xx, 400 or 413. A signal that aborts lets no further call begin. */
  post(path: string, body: Buffer, contentType: string, signal?: AbortSignal): Promise<Response>;
  get(path: string, signal?: AbortSignal): Promise<unknown>;
}

/** A client of Graph v1.0: signed in, paced, retried. It throws GraphError, or the signal's reason. */
export function createGraphClient({ endpoint, token, timeout = 60_000, ...retry }: GraphOptions): GraphClient {
  const middleware = chain(
    handler(unwrapped),
    handler(retrying(retry)),
    handler(signedIn(endpoint, token)),
    handler(paced(retry.pace, timeout)),
    new HTTPMessageHandler(),
  );
  const client = Client.initWithMiddleware({
    middleware,
    baseUrl: `${endpoint.origin}/`,
    defaultVersion: 'v1.0',
    fetchOptions: { redirect: 'manual' }, // a redirect would carry the token away
  });
  const call = async (send: Promise<Response>, isAnswer: (response: Response) => boolean): Promise<Response> => {
    const response = await send.catch((error: unknown) => {
      throw error instanceof GraphClientError ? error.customError : error;
    });
    if (!isAnswer(response)) throw await graphError(response, retry.clock.now());
    return response;
  };
  // RAW: an empty 202 with a JSON content type would be parsed otherwise
  const request = (path: string, signal?: AbortSignal) =>
    client
      .api(path)
      .responseType(ResponseType.RAW)
      .options(signal === undefined ? {} : { signal });
  return {
    post: (path, body, contentType, signal) =>
      call(
        request(path, signal).header('Content-Type', contentType).post(body),
        ({ ok, status }) => ok || status === 400 || status === 413,
      ),
    get: async (path, signal) => (await call(request(path, signal).get(), ({ ok }) => ok)).json(),
  };
}

/** The Graph client turns every error but its own into another that hides the first: here errors put on its coat. */
const unwrapped: Handle = async (_, next) => {
  try {
    return await next();
  } catch (error) {
    const coat = new GraphClientError();
    coat.customError = error;
    throw coat;
  }
};

/** Waits for its turn, then sends, with a time limit of its own. A call that has begun is let finish: Entra may have taken it. */
function paced(pace: Pace, timeout: number): Handle {
  return (context, next) => {
    const { signal, ...options } = context.options ?? {};
    const send = (): Promise<Response> => {
      context.options = { ...options, signal: AbortSignal.timeout(timeout) };
      return next();
    };
    return pace(send, signal ?? undefined).finally(() => {
      context.options = signal == null ? options : { ...options, signal };
    });
  };
}

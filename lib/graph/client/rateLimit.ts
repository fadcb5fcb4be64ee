import type { RateLimiter } from '../limits/rateLimiter';
import type { Handle } from './middleware';
import { wrapError } from './sdkWorkarounds';

export interface CallOptions {
  /** When it aborts, no further call begins. */
  signal?: AbortSignal | undefined;
  /** Awaited right before each attempt is sent; its error ends the request. */
  beforeSend?: (() => Promise<void>) | undefined;
  /** Ends calls that are under way, too; its reason is thrown. */
  abort?: AbortSignal | undefined;
  /** Retry only after a 429. For calls that must not run twice. */
  retryOnly429?: boolean | undefined;
  /** A 5xx is not tried again: the caller decides what follows. */
  throwServerErrors?: boolean | undefined;
}

/** The options of a request that each of its attempts needs; a middleware option of the SDK. */
export class RetryContext {
  constructor(readonly options: Pick<CallOptions, 'beforeSend' | 'abort' | 'retryOnly429' | 'throwServerErrors'>) {}
}

/**
 * Sends when the rate limiter allows it, with a time limit. A call that has begun is not aborted by
 * `signal`, only by `abort`: Entra may have accepted it.
 */
export function limitRate(rateLimiter: RateLimiter, timeout: number): Handle {
  return (context, next) => {
    const { signal, ...options } = context.options ?? {};
    const attempts = context.middlewareControl?.getMiddlewareOptions(RetryContext);
    const { beforeSend, abort } = attempts instanceof RetryContext ? attempts.options : {};
    const checkBeforeSend =
      beforeSend &&
      (() =>
        beforeSend().catch((cause: unknown) => {
          throw wrapError(cause); // it ends the request, whatever kind of error it is
        }));
    const send = async (): Promise<Response> => {
      const over = new AbortController(); // AbortSignal.timeout() would keep the answer in memory for as long
      const timer = setTimeout(() => over.abort(new DOMException('no answer in time', 'TimeoutError')), timeout);
      const end = (): void => over.abort(abort?.reason);
      abort?.addEventListener('abort', end);
      if (abort?.aborted) end();
      context.options = { ...options, signal: over.signal };
      try {
        const response = await next();
        rateLimiter.recordStatus(response.status);
        return response;
      } finally {
        clearTimeout(timer);
        abort?.removeEventListener('abort', end);
      }
    };
    return rateLimiter(send, signal ?? undefined, checkBeforeSend).finally(() => {
      context.options = signal == null ? options : { ...options, signal };
    });
  };
}

import type { Clock } from '../clock';
import type { RateLimiter } from '../limits/rateLimiter';
import { createUnreachableError, describeFailure } from './graphError';
import { type Handle, signalOf } from './middleware';
import { RetryContext } from './rateLimit';
import { defaultRetryPolicy, isTransient, parseRetryAfter, type RetryPolicy, retryDelay } from './retryPolicy';

export interface RetryOptions {
  rateLimiter: RateLimiter;
  clock: Clock;
  /** 0…1, for the jitter. */
  random?: () => number;
  retryPolicy?: RetryPolicy;
  /**
   * Told before each wait: the status, or the connection's error code, and for how long
   * (milliseconds).
   */
  onRetry?: (cause: string, delay: number) => void;
}

/**
 * Tries again what may pass: 408, 429, 5xx, and connections that fail, hang or die after acceptance
 * (bulkUpload is an upsert).
 */
export function retryFailures({
  rateLimiter,
  clock,
  random = Math.random,
  retryPolicy = defaultRetryPolicy,
  onRetry = () => {},
}: RetryOptions): Handle {
  return async (context, next) => {
    const signal = signalOf(context);
    const own = context.middlewareControl?.getMiddlewareOptions(RetryContext);
    const { retryOnly429 = false, throwServerErrors = false } = own instanceof RetryContext ? own.options : {};
    for (let attempts = 1; ; attempts++) {
      let response: Response | undefined;
      let cause: unknown;
      try {
        response = await next();
      } catch (error) {
        if (signal?.aborted || !isNetworkFailure(error)) throw error;
        cause = error;
      }
      if (response !== undefined && !isTransient(response.status)) return response;
      if (response !== undefined && throwServerErrors && response.status >= 500) return response;
      const retryAfter = parseRetryAfter(response?.headers.get('Retry-After') ?? null, clock.now());
      const delay =
        retryOnly429 && response?.status !== 429
          ? undefined
          : retryDelay({ attempts, status: response?.status, retryAfter }, retryPolicy, random());
      if (delay === undefined) {
        if (response !== undefined) return response;
        throw createUnreachableError(cause);
      }
      onRetry(response === undefined ? describeFailure(cause) : `status ${response.status}`, delay);
      if (response?.status === 429) rateLimiter.pause(delay); // the quota is everybody's
      await clock.wait(delay, signal);
    }
  };
}

/**
 * fetch fails with a TypeError that has a cause; our own time limit with a TimeoutError. Told by
 * their names: fetch can belong to another realm.
 */
function isNetworkFailure(error: unknown): boolean {
  const { name, cause } = error as Partial<Error>;
  return name === 'TimeoutError' || (name === 'TypeError' && cause !== undefined);
}

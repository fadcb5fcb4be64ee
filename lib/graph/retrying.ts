import type { Clock } from './clock';
import { failureOf, unreachable } from './graphError';
import { type Handle, signalOf } from './handler';
import type { Pace } from './pace';
import { Attempts } from './paced';
import { defaultRetryPolicy, isTransient, type RetryPolicy, retryAfterOf, retryDelay } from './retry';

export interface RetryOptions {
  pace: Pace;
  clock: Clock;
  /** 0…1, for the jitter. */
  random?: () => number;
  retryPolicy?: RetryPolicy;
  /** Told before each wait: the status, or the connection's error code, and for how long (milliseconds). */
  onRetry?: (cause: string, delay: number) => void;
}

/** Tries again what may pass: 408, 429, 5xx, and connections that fail, hang or die after acceptance (bulkUpload is an upsert). */
export function retrying({
  pace,
  clock,
  random = Math.random,
  retryPolicy = defaultRetryPolicy,
  onRetry = () => {},
}: RetryOptions): Handle {
  return async (context, next) => {
    const signal = signalOf(context);
    const own = context.middlewareControl?.getMiddlewareOptions(Attempts);
    const once = own instanceof Attempts && own.options.once === true;
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
      const retryAfter = retryAfterOf(response?.headers.get('Retry-After') ?? null, clock.now());
      const delay =
        once && response?.status !== 429
          ? undefined
          : retryDelay({ attempts, status: response?.status, retryAfter }, retryPolicy, random());
      if (delay === undefined) {
        if (response !== undefined) return response;
        throw unreachable(cause);
      }
      onRetry(response === undefined ? failureOf(cause) : `status ${response.status}`, delay);
      if (response?.status === 429) pace.pause(delay); // the quota is everybody's
      await clock.wait(delay, signal);
    }
  };
}

/** fetch fails with a TypeError that has a cause; our own time limit with a TimeoutError. */
const isNetworkFailure = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || (error instanceof TypeError && error.cause !== undefined));

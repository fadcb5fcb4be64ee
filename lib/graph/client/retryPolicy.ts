/** Limits for retries. */
export interface RetryPolicy {
  /** How often a call is made at most. */
  maxAttempts: number;
  /** The longest wait of our own making. */
  maxDelay: number;
  /** A server that asks for a longer wait than this is left alone until later. */
  maxRetryAfter: number;
  /** The wait after a 429 without Retry-After; back-off when absent. */
  throttledDelay?: number;
}

export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 10, maxDelay: 30_000, maxRetryAfter: 120_000 };

const firstDelay = 500;

export interface Failure {
  /** How often the call was made so far. */
  attempts: number;
  /**
   * HTTP status; none when the connection failed or timed out. POST is an upsert here, so that is
   * tried again too.
   */
  status?: number | undefined;
  /** Milliseconds, from the server's Retry-After. */
  retryAfter?: number | undefined;
}

export const isTransient = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 429 || status >= 500;

/**
 * Capped exponential back-off with full jitter; the server's own Retry-After comes first. `random`
 * is in 0…1.
 */
export function retryDelay(
  { attempts, status, retryAfter }: Failure,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (!isTransient(status)) return undefined;
  if (attempts >= policy.maxAttempts) return undefined;
  if (retryAfter !== undefined) return retryAfter <= policy.maxRetryAfter ? retryAfter : undefined;
  if (status === 429 && policy.throttledDelay !== undefined) return policy.throttledDelay;
  return Math.ceil(random * Math.min(policy.maxDelay, firstDelay * 2 ** (attempts - 1)));
}

/**
 * Retry-After (RFC 9110 §10.2.3), seconds or a date, in milliseconds from now; `undefined` when
 * there is none.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN; // an HTTP date begins with the day's name
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

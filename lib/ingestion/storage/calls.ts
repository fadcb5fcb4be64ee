import { RestError } from '@azure/storage-blob';

const timeoutMilliseconds = 30_000;

/** The time limit of a storage call, its retries included; it ends in an AbortError. */
export const callTimeout = (): { abortSignal: AbortSignal } => ({
  abortSignal: AbortSignal.timeout(timeoutMilliseconds),
});

/** The same until the response begins; its body may take as long as it takes. */
export async function withResponseTimeout<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMilliseconds);
  return call(late.signal).finally(() => clearTimeout(timer));
}

export const hasStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof RestError && error.statusCode !== undefined && statuses.includes(error.statusCode);

/**
 * Whether the storage is not there for now, or too busy: it may be soon. A call that hung ends in
 * an AbortError.
 */
export const isTransientStorageError = (error: unknown): boolean =>
  (error instanceof RestError &&
    (error.statusCode === undefined || error.statusCode >= 500 || hasStatus(error, 408, 429))) ||
  (error instanceof Error && error.name === 'AbortError');

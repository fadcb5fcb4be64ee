import { RestError } from '@azure/storage-blob';

const patience = 30_000;

/** For calls of the storage: one that hangs ends in an AbortError, tries of its own included. */
export const inTime = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(patience) });

/** The same for one whose answer is read for as long as it takes. */
export async function beginsInTime<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  return call(late.signal).finally(() => clearTimeout(timer));
}

export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof RestError && error.statusCode !== undefined && statuses.includes(error.statusCode);

/** Whether the storage is not there for now, or too busy: it may be soon. A call that hung ends in an AbortError. */
export const isStorageTrouble = (error: unknown): boolean =>
  (error instanceof RestError &&
    (error.statusCode === undefined || error.statusCode >= 500 || isStatus(error, 408, 429))) ||
  (error instanceof Error && error.name === 'AbortError');

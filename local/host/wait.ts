import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or returns at once when the host stops. */
export async function wait(milliseconds: number, stop: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: stop }).catch(() => {});
}

export const getErrorMessage = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

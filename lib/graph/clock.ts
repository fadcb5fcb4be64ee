import { setTimeout as sleep } from 'node:timers/promises';

/** The time in milliseconds, and a way to let it pass; a test brings its own. */
export interface Clock {
  now(): number;
  /** Rejects when the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};

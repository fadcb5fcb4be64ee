import { setImmediate as idle } from 'node:timers/promises';
import type { Clock } from '../../../lib/graph/clock';

/** The moment at which every test clock starts. */
export const start = Date.UTC(2026, 0, 1);

export interface SkippingClock extends Clock {
  /** What was waited for, in milliseconds. */
  waits: number[];
}

/** A clock whose waits are over at once: the time jumps. */
export function skippingClock(): SkippingClock {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

export interface SteppingClock extends Clock {
  /**
   * Lets the time pass, from one wait's end to the next, until nobody waits any more (or until
   * `end`).
   */
  run(end?: number): Promise<void>;
}

interface Waiter {
  at: number;
  done: () => void;
}

/** A clock for many at once: the time stands still while anybody still has something to do. */
export function steppingClock(): SteppingClock {
  let now = start;
  let waiters: Waiter[] = [];
  return {
    now: () => now,
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const waiter = { at: now + Math.max(0, milliseconds), done: resolve };
        waiters.push(waiter);
        signal?.addEventListener('abort', () => {
          waiters = waiters.filter((other) => other !== waiter);
          reject(signal.reason);
        });
      }),
    async run(end = Number.POSITIVE_INFINITY) {
      for (await idle(); waiters.length > 0; await idle()) {
        const at = Math.min(...waiters.map((waiter) => waiter.at));
        if (at > end) break;
        now = at;
        const due = waiters.filter((waiter) => waiter.at === at);
        waiters = waiters.filter((waiter) => waiter.at !== at);
        for (const { done } of due) done();
      }
    },
  };
}

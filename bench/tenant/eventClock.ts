import { setImmediate as idle } from 'node:timers/promises';
import type { Clock } from '../../lib/graph/clock';
import { createEventQueue } from './eventQueue';
import { start } from './time';

/**
 * A clock that stands still while anybody still has something to do, and then jumps to what is due
 * next.
 */
export interface EventClock extends Clock {
  /**
   * Does real work outside (of the storage) while the time stands still: one after the other, in
   * the order in which it was asked for, so that the outcome depends on nobody's speed.
   */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Lets the time pass until a promise is settled. @throws Error when nothing is due any more */
  runUntil<T>(end: Promise<T>): Promise<T>;
}

export function createEventClock(): EventClock {
  const due = createEventQueue();
  let now = start;
  let turn: Promise<unknown> = Promise.resolve();
  let underWay = 0;

  async function settled(): Promise<void> {
    do {
      await turn;
      await idle(); // what that set going asks for more, or waits
    } while (underWay > 0);
  }

  return {
    now: () => now,
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = (): void => reject(signal?.reason); // what is due then does nothing
        const done = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
        due.add({ at: now + Math.max(0, milliseconds), done });
      }),
    outside(work) {
      underWay++;
      const result = turn.then(work).finally(() => underWay--);
      turn = result.then(idle, idle); // whoever has it goes on before the next begins
      return result;
    },
    async runUntil(end) {
      let over = false;
      const watched = end.finally(() => {
        over = true;
      });
      watched.catch(() => {}); // it is thrown below
      for (;;) {
        await settled();
        const next = due.first();
        if (over || next === undefined) break;
        now = next.at;
        while (due.first()?.at === now) due.take()?.done();
      }
      if (!over) throw new Error('nothing is due any more, and yet somebody waits');
      return await watched;
    },
  };
}

import type { Clock } from '../clock';
import type { CallSlot } from './slidingWindow';

/** Takes a slot for a call, makes the call, and records when it was answered. */
export type CallQueue = <T>(take: () => Promise<CallSlot>, call: () => Promise<T>) => Promise<T>;

/**
 * Calls take their slots one after the other, in the order in which they came; one that gets none
 * delays no other.
 */
export function createCallQueue(clock: Clock): CallQueue {
  let previous: Promise<unknown> = Promise.resolve();
  return async (take, call) => {
    const taken = previous.then(take);
    previous = taken.catch(() => {});
    const slot = await taken;
    try {
      return await call();
    } finally {
      slot.answered = clock.now();
    }
  };
}

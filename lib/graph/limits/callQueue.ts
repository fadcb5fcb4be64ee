import type { Clock } from '../clock';
import type { CallSlot } from './slidingWindow';

/** Takes a place for a call, makes the call, and notes when it was answered. */
export type CallQueue = <T>(take: () => Promise<CallSlot>, call: () => Promise<T>) => Promise<T>;

/** Calls take their places one after the other, in the order in which they came; one that gets none holds up nobody. */
export function createCallQueue(clock: Clock): CallQueue {
  let turn: Promise<unknown> = Promise.resolve();
  return async (take, call) => {
    const taken = turn.then(take);
    turn = taken.catch(() => {});
    const place = await taken;
    try {
      return await call();
    } finally {
      place.answered = clock.now();
    }
  };
}

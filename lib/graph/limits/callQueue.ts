import type { Clock } from '../clock';
import type { CallSlot } from './slidingWindow';

/** What a call needs before it is sent. */
export interface QueuedCall<T> {
  /** Takes a slot. */
  take: () => Promise<CallSlot>;
  /** Awaited in the slot, right before the call. It can take seconds; the call starts after it. */
  beforeSend?: (() => Promise<void>) | undefined;
  call: () => Promise<T>;
}

/** Makes a call in a slot, and records when it was answered. */
export type CallQueue = <T>(queued: QueuedCall<T>) => Promise<T>;

/**
 * Calls take their slots one after the other, in the order in which they came; one that gets none
 * delays no other.
 */
export function createCallQueue(clock: Clock): CallQueue {
  let previous: Promise<unknown> = Promise.resolve();
  return async ({ take, beforeSend, call }) => {
    const taken = previous.then(take);
    previous = taken.catch(() => {});
    const slot = await taken;
    if (beforeSend !== undefined) await runBeforeSend(slot, beforeSend, clock);
    try {
      return await call();
    } finally {
      slot.answered = clock.now();
    }
  };
}

/** Keeps a slot until its call starts. A call that cannot start gives it back. */
async function runBeforeSend(slot: CallSlot, beforeSend: () => Promise<void>, clock: Clock): Promise<void> {
  slot.started = Number.POSITIVE_INFINITY;
  try {
    await beforeSend();
    slot.started = clock.now();
  } catch (error) {
    slot.started = Number.NEGATIVE_INFINITY;
    throw error;
  }
}

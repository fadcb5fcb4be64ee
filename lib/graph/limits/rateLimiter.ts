import type { Clock } from '../clock';
import { burstWindow } from './burstShares';
import { createCallQueue } from './callQueue';
import { type CallSlot, createSlidingWindow } from './slidingWindow';

export interface RateLimiterOptions {
  /** The most calls in any window: 1 or more. */
  calls: number;
  /** The length of a window, which may start at any time; milliseconds. */
  window: number;
  clock: Clock;
}

/** Entra's burst limit: so many calls in any 5 seconds. */
export const burstLimit = (calls: number): Omit<RateLimiterOptions, 'clock'> => ({ calls, window: burstWindow });

export interface RateLimiter {
  /**
   * Runs a call once the window has room; calls start in the order in which they came. `beforeSend` is
   * awaited right before the call.
   */
  <T>(call: () => Promise<T>, signal?: AbortSignal, beforeSend?: () => Promise<void>): Promise<T>;
  /** Lets nobody start before `milliseconds` have passed: the server throttles everybody. */
  pause(milliseconds: number): void;
  /** Takes the status of each answer. */
  recordStatus(status: number): void;
}

/**
 * Keeps calls below a rate limit (Entra: 40 bulkUpload calls in any 5 seconds), with as many in
 * flight as the window allows.
 */
export function createRateLimiter({ calls, window, clock }: RateLimiterOptions): RateLimiter {
  const sliding = createSlidingWindow(window);
  const callInOrder = createCallQueue(clock);
  let notBefore = 0;

  async function takeSlot(signal?: AbortSignal): Promise<CallSlot> {
    for (;;) {
      signal?.throwIfAborted();
      const now = clock.now();
      const wait = Math.max(sliding.opensIn(calls, now), notBefore - now);
      if (wait <= 0) return sliding.begin(now);
      await clock.wait(wait, signal);
    }
  }

  const rateLimiter: RateLimiter = (call, signal, beforeSend) =>
    callInOrder({ take: () => takeSlot(signal), beforeSend, call });
  rateLimiter.pause = (milliseconds: number): void => {
    notBefore = Math.max(notBefore, clock.now() + milliseconds);
  };
  rateLimiter.recordStatus = (status: number): void => {
    if (status === 429) sliding.assumeLateArrivals();
  };
  return rateLimiter;
}

import type { Clock } from './clock';
import { createSlidingWindow, type Place } from './slidingWindow';
import { createTurns } from './turns';

export interface PaceOptions {
  /** At most this many calls (1 or more) … */
  calls: number;
  /** … in any window of this many milliseconds, wherever it starts. */
  window: number;
  clock: Clock;
}

export interface Pace {
  /** Runs a call once the window has room; calls start in the order in which they came. */
  <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lets nobody start before `milliseconds` have passed: the server throttles everybody. */
  pause(milliseconds: number): void;
  /** Is told the status of each answer. */
  answered(status: number): void;
}

/** Keeps calls below a rate limit (Entra: 40 bulkUpload calls in any 5 seconds), with as many in flight as the window allows. */
export function createPace({ calls, window, clock }: PaceOptions): Pace {
  const sliding = createSlidingWindow(window);
  const inTurn = createTurns(clock);
  let notBefore = 0;

  async function take(signal?: AbortSignal): Promise<Place> {
    for (;;) {
      signal?.throwIfAborted();
      const now = clock.now();
      const wait = Math.max(sliding.opensIn(calls, now), notBefore - now);
      if (wait <= 0) return sliding.begin(now);
      await clock.wait(wait, signal);
    }
  }

  const pace = <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => inTurn(() => take(signal), call);
  pace.pause = (milliseconds: number): void => {
    notBefore = Math.max(notBefore, clock.now() + milliseconds);
  };
  pace.answered = (status: number): void => {
    if (status === 429) sliding.distrust();
  };
  return pace;
}

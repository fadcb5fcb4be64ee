import type { Clock } from './clock';

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
}

/** A call has arrived by the time it is answered; one that is slow to answer has arrived within this many milliseconds. */
const longestTrip = 1000;

/**
 * The latest moment at which the server can have counted a call: its window is on the server's clock, not on ours, so a
 * call counts from its arrival.
 */
export const latestArrival = (started: number, answered: number): number => Math.min(answered, started + longestTrip);

interface Place {
  started: number;
  answered: number;
}

/** Keeps calls below a rate limit (Entra: 40 bulkUpload calls in any 5 seconds), with as many in flight as the window allows. */
export function createPace({ calls, window, clock }: PaceOptions): Pace {
  const places: Place[] = Array.from({ length: calls }, () => ({ started: Number.NEGATIVE_INFINITY, answered: 0 }));
  let notBefore = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const freeAt = ({ started, answered }: Place): number => latestArrival(started, answered) + window;

  /** Waits for the place that is free first, and takes it. */
  async function take(signal?: AbortSignal): Promise<Place> {
    for (;;) {
      signal?.throwIfAborted();
      const now = clock.now();
      const place = places.reduce((first, next) => (freeAt(next) < freeAt(first) ? next : first));
      const wait = Math.max(freeAt(place), notBefore) - now;
      if (wait <= 0) {
        const taken = { started: now, answered: Number.POSITIVE_INFINITY };
        places[places.indexOf(place)] = taken; // the one before may still be unanswered, and ends on its own
        return taken;
      }
      const soonest = place.started + window - now; // an answer that comes meanwhile frees the place earlier
      await clock.wait(soonest > 0 ? Math.min(soonest, wait) : wait, signal);
    }
  }

  async function pace<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const taken = turn.then(() => take(signal));
    turn = taken.catch(() => {});
    const place = await taken;
    try {
      return await call();
    } finally {
      place.answered = clock.now();
    }
  }
  pace.pause = (milliseconds: number): void => {
    notBefore = Math.max(notBefore, clock.now() + milliseconds);
  };
  return pace;
}

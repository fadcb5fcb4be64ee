/** The longest time, in milliseconds, that a call takes to arrive, however slow its answer is. */
export const longestTrip = 1000;
/** The same in milliseconds for a call whose answer is as quick as any. */
const usualTrip = 100;

/**
 * A call that began; `answered` is infinite until it is. `started` is infinite while the call gets
 * ready, and minus infinity when it was never made.
 */
export interface CallSlot {
  started: number;
  answered: number;
}

/**
 * Estimates the latest moment at which the server counted a call: its start, plus the usual travel
 * time, plus how much longer its answer took than the `quickest` one (milliseconds).
 */
export function latestArrival({ started, answered }: CallSlot, quickest: number, usual = usualTrip): number {
  if (answered === Number.POSITIVE_INFINITY) return started + longestTrip;
  const latency = answered - started;
  return started + Math.min(latency, usual + latency - quickest, longestTrip);
}

/** The calls that the server may still count. */
export interface SlidingWindow {
  /** How many count now. */
  count(now: number): number;
  /** 0 when fewer than `most` count now; otherwise the milliseconds after which to look again. */
  opensIn(most: number, now: number): number;
  /** Counts a call that begins now; the caller notes when it was answered. */
  begin(now: number): CallSlot;
  /**
   * The server says that there were too many: from now on, a call may have arrived as late as its
   * answer.
   */
  assumeLateArrivals(): void;
}

/**
 * Counts calls in any window of `length` milliseconds, each from its start until so long after its
 * latest arrival.
 */
export function createSlidingWindow(length: number): SlidingWindow {
  let slots: CallSlot[] = [];
  let quickest = Number.POSITIVE_INFINITY;
  let usual = usualTrip;
  const freeAt = (slot: CallSlot): number => latestArrival(slot, quickest, usual) + length;

  const count = (now: number): number => {
    for (const { started, answered } of slots)
      if (answered !== Number.POSITIVE_INFINITY) quickest = Math.min(quickest, answered - started);
    slots = slots.filter((slot) => freeAt(slot) > now);
    return slots.length;
  };
  return {
    count,
    opensIn(most, now) {
      if (slots.length < most || count(now) < most) return 0; // looks through them only when there seem to be too many
      const first = slots.reduce((soonest, next) => (freeAt(next) < freeAt(soonest) ? next : soonest));
      if (first.started === Number.POSITIVE_INFINITY) return length; // the soonest, should it start now
      const again = first.started + length - now; // an answer that comes meanwhile frees the slot earlier
      return again > 0 ? Math.min(again, freeAt(first) - now) : freeAt(first) - now;
    },
    begin(now) {
      const slot = { started: now, answered: Number.POSITIVE_INFINITY };
      slots.push(slot);
      return slot;
    },
    assumeLateArrivals() {
      usual = longestTrip;
    },
  };
}

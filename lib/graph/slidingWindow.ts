/** A call has arrived by the time it is answered; one that is slow to answer has arrived within this many milliseconds. */
export const longestTrip = 1000;

/**
 * The latest moment at which the server can have counted a call: its window is on the server's clock, not on ours, so a
 * call counts from its arrival.
 */
export const latestArrival = (started: number, answered: number): number => Math.min(answered, started + longestTrip);

/** A call that began; `answered` is infinite until it is. */
export interface Place {
  started: number;
  answered: number;
}

/** The calls that the server may still count. */
export interface SlidingWindow {
  /** How many count now. */
  count(now: number): number;
  /** 0 when fewer than `most` count now; otherwise the milliseconds after which to look again. */
  opensIn(most: number, now: number): number;
  /** Counts a call that begins now; the caller notes when it was answered. */
  begin(now: number): Place;
}

/** Counts calls in any window of `length` milliseconds, each from its start until so long after its latest arrival. */
export function createSlidingWindow(length: number): SlidingWindow {
  let places: Place[] = [];
  const freeAt = ({ started, answered }: Place): number => latestArrival(started, answered) + length;

  const count = (now: number): number => {
    places = places.filter((place) => freeAt(place) > now);
    return places.length;
  };
  return {
    count,
    opensIn(most, now) {
      if (places.length < most || count(now) < most) return 0; // looks through them only when there seem to be too many
      const first = places.reduce((soonest, next) => (freeAt(next) < freeAt(soonest) ? next : soonest));
      const again = first.started + length - now; // an answer that comes meanwhile frees the place earlier
      return again > 0 ? Math.min(again, freeAt(first) - now) : freeAt(first) - now;
    },
    begin(now) {
      const place = { started: now, answered: Number.POSITIVE_INFINITY };
      places.push(place);
      return place;
    },
  };
}

/**
 * A bulkUpload call: when it arrived at Entra, milliseconds since 1970, and what it was answered.
 */
export interface Arrival {
  time: number;
  status: number;
}

/** What an upload came to. */
export interface LimitShare {
  /** The share of the burst limit once the upload is under way. */
  steady: number;
  /** The share of the burst limit from the first call to the last. */
  throughout: number;
  accepted: number;
  throttled: number;
}

/** Entra's burst limit. */
const [calls, window] = [40, 5000];

/**
 * How much of the burst limit an upload reached. Forty calls at once, then five seconds of nothing,
 * are the limit, too: so whole windows count alone, from each call of the first forty to the one
 * that is a multiple of forty calls later; and n calls throughout need no less than ⌈n / 40⌉ − 1
 * windows.
 */
export function reached(arrivals: readonly Arrival[]): LimitShare {
  const times = arrivals
    .filter(({ status }) => status === 202)
    .map(({ time }) => time)
    .sort((a, b) => a - b);
  const throttled = arrivals.filter(({ status }) => status === 429).length;
  const at = (index: number): number => times[index] ?? Number.NaN;
  const last = times.length - 1;
  const windows = Math.floor(last / calls);
  const accepted = times.length;
  if (windows === 0) {
    const rate = (last / (at(last) - at(0))) * (window / calls);
    return { steady: rate, throughout: rate, accepted, throttled };
  }
  const spans = times.slice(windows * calls).map((time, index) => time - at(index));
  const average = spans.reduce((sum, span) => sum + span, 0) / spans.length;
  const least = (Math.ceil(accepted / calls) - 1) * window;
  return { steady: (windows * window) / average, throughout: least / (at(last) - at(0)), accepted, throttled };
}

const minute = 60_000;

/**
 * After so long of nothing but 429, somebody else spends the quota; then one call in each half hour
 * finds out about it.
 */
const throttledBeforeProbe = 10 * minute;
const throttlingProbeInterval = 30 * minute;
/** After this long a 429 no longer counts. */
const stale = 35 * minute;

/** What the uploaders were answered lately: `served` is any answer but 429. */
export type LastResponse = 'throttled' | 'served' | undefined;

/**
 * Since when Graph has answered nothing but 429, and when it did so last; milliseconds since 1970.
 */
export interface Throttling {
  since: number;
  last: number;
  /** When a call was last let through to find out. */
  probed?: number;
}

/** The throttling after an uploader's last response. */
export function updateThrottling(
  throttling: Throttling | undefined,
  lastResponse: LastResponse,
  now: number,
): Throttling | undefined {
  if (lastResponse === 'served') return undefined;
  const current = throttling !== undefined && now - throttling.last <= stale ? throttling : undefined;
  return lastResponse === 'throttled' ? { since: now, ...current, last: now } : current;
}

/**
 * When the next single call may find out, which may be past; `undefined` while calls may be made as
 * ever.
 */
export function nextProbe(throttling: Throttling | undefined, now: number): number | undefined {
  if (throttling === undefined || now - throttling.since < throttledBeforeProbe) return undefined;
  return throttling.probed === undefined ? now : throttling.probed + throttlingProbeInterval;
}

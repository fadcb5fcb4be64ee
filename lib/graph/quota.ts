import type { QuotaErrorCode } from '../errors';
import { burst, currentShares, type Shares, shareOf, withoutOwner, withShare } from './shares';
import { longestTrip } from './slidingWindow';
import { type Heard, nextProbe, type Throttling, withHeard } from './throttling';

const second = 1000;
const day = 24 * 60 * 60 * second;
const bucket = 5 * 60 * second;

/** Reserved calls stay usable for so long after their block. */
export const grace = 10 * second;

/** Calls of the last 24 hours that leave them together. */
export interface Spent {
  calls: number;
  /** Milliseconds since 1970. */
  leaves: number;
}

/** What all uploaders of a tenant share: its burst limit, its day's calls, and how Graph answers. */
export interface Ledger extends Shares {
  /** At most 290 entries. */
  spent: Spent[];
  throttling?: Throttling;
}

export interface Limits {
  callsPer5Seconds: number;
  callsPerDay: number;
}

export interface Wish {
  /** The uploader. */
  owner: string;
  /** Calls of its own that the server may still count. */
  counting: number;
  /** Calls that wait. */
  waiting: number;
  /** Calls that it reserved earlier and may still use. */
  reserved: number;
  /** What it was answered since its last reservation. */
  heard: Heard;
}

/** Until then (milliseconds since 1970) the uploader may start calls, and have at most `share` in any 5 seconds. */
export interface Grant {
  share: number;
  /** Newly reserved; usable until 10 seconds after `until`. */
  calls: number;
  until: number;
  /** There was less than the uploader has a use for. */
  short: boolean;
  /** One call alone, to find out whether Graph serves again: earlier reservations are void. */
  probe: boolean;
}

/** A grant, or when to ask again (milliseconds since 1970): soon, for room in the burst, or later, since nothing is left. */
export type Outcome = Grant | { waitUntil: number } | { refused: QuotaErrorCode; until: number };

/** Calls that count in the last 24 hours, reserved ones too. */
export const callsInLast24Hours = (ledger: Ledger | undefined, now: number): number =>
  (ledger?.spent ?? []).reduce((sum, { calls, leaves }) => (leaves > now ? sum + calls : sum), 0);

/**
 * Reserves calls for 5 seconds: together, all uploaders stay within the calls of any 5 seconds and of any 24 hours,
 * counted where the calls arrive. Whatever is reserved is spent, used or not.
 */
export function reserve(
  ledger: Ledger | undefined,
  wish: Wish,
  limits: Limits,
  now: number,
): { ledger: Ledger; outcome: Outcome } {
  const { owner, reserved } = wish;
  const current = currentLedger(ledger, wish.heard, now);
  const left = Math.max(0, limits.callsPerDay - callsInLast24Hours(current, now));
  const probeAt = nextProbe(current.throttling, now);
  const probe = probeAt !== undefined;
  const refuse = (refused: QuotaErrorCode, until: number) => ({
    ledger: { ...current, waiting: withoutOwner(current.waiting, owner) },
    outcome: { refused, until },
  });
  if (left === 0 && (reserved === 0 || probe)) return refuse('quota_spent', firstLeaving(current));
  if (probeAt !== undefined && probeAt > now) return refuse('quota_elsewhere', probeAt);

  const limit = limits.callsPer5Seconds;
  const wants = Math.min(limit, wish.counting + (probe ? 1 : wish.waiting));
  const possible = shareOf(current, { owner, wants, limit });
  const share = probe && possible < wants ? 0 : possible; // a probe's block must have room for it
  const shares = withShare(current, { owner, wants, limit }, share, now);
  if (share === 0) return { ledger: { ...current, ...shares }, outcome: { waitUntil: now + second } };
  const calls = probe ? 1 : Math.min(left, Math.max(0, Math.min(wish.waiting, share) - reserved));
  const next: Ledger = { ...current, ...shares, spent: withSpent(current.spent, calls, now) };
  if (probe && next.throttling !== undefined) next.throttling = { ...next.throttling, probed: now };
  return { ledger: next, outcome: { share, calls, until: now + burst, short: share < wants, probe } };
}

/** What is still of meaning, and what the uploader heard. */
function currentLedger(ledger: Ledger | undefined, heard: Heard, now: number): Ledger {
  const { blocks, waiting, spent, throttling }: Ledger = ledger ?? { blocks: [], waiting: [], spent: [] };
  const current = withHeard(throttling, heard, now);
  return {
    ...currentShares({ blocks, waiting }, now),
    spent: spent.filter(({ leaves }) => leaves > now),
    ...(current !== undefined && { throttling: current }),
  };
}

/** Counts calls until 24 hours after the end of the five minutes in which the last of them can arrive. */
function withSpent(spent: readonly Spent[], calls: number, now: number): Spent[] {
  if (calls === 0) return [...spent];
  const lastArrival = now + burst + grace + longestTrip;
  const leaves = Math.ceil(lastArrival / bucket) * bucket + day;
  const same = spent.find((entry) => entry.leaves === leaves);
  return [...spent.filter((entry) => entry !== same), { calls: calls + (same?.calls ?? 0), leaves }];
}

/** When the oldest calls leave the last 24 hours. */
const firstLeaving = ({ spent }: Ledger): number => Math.min(...spent.map(({ leaves }) => leaves));

import type { QuotaErrorCode } from '../../errors';
import { addShare, burstWindow, computeShare, pruneShares, removeOwner, type Shares } from './burstShares';
import { longestTrip } from './slidingWindow';
import { type LastResponse, nextProbe, type Throttling, updateThrottling } from './throttling';

const second = 1000;
const day = 24 * 60 * 60 * second;
const bucket = 5 * 60 * second;

/** Reserved calls stay usable for so long after their block. */
export const gracePeriod = 10 * second;

/** Calls of the last 24 hours that stop counting at the same time. */
export interface Spent {
  calls: number;
  /** Milliseconds since 1970. */
  leaves: number;
}

/**
 * What all uploaders of a tenant share: its burst limit, its day's calls, and how Graph answers.
 */
export interface Ledger extends Shares {
  /** At most 290 entries. */
  spent: Spent[];
  throttling?: Throttling;
}

export interface Limits {
  callsPer5Seconds: number;
  callsPerDay: number;
}

export interface QuotaReservation {
  /** The uploader. */
  owner: string;
  /** Calls of its own that the server may still count. */
  counting: number;
  /** Calls that wait. */
  waiting: number;
  /** Calls that it reserved earlier and may still use. */
  reserved: number;
  /** What it was answered since its last reservation. */
  lastResponse: LastResponse;
}

/**
 * Until then (milliseconds since 1970) the uploader may start calls, and have at most `share` in
 * any 5 seconds.
 */
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

/**
 * A grant, or when to ask again (milliseconds since 1970): soon, for room in the burst, or later,
 * since nothing is left.
 */
export type ReservationResult = Grant | { waitUntil: number } | { refused: QuotaErrorCode; until: number };

/** Calls that count in the last 24 hours, reserved ones too. */
export const callsInLast24Hours = (ledger: Ledger | undefined, now: number): number =>
  (ledger?.spent ?? []).reduce((sum, { calls, leaves }) => (leaves > now ? sum + calls : sum), 0);

/**
 * Reserves calls for 5 seconds: together, all uploaders stay within the calls of any 5 seconds and
 * of any 24 hours, counted where the calls arrive. Whatever is reserved is spent, used or not.
 */
export function reserveCalls(
  ledger: Ledger | undefined,
  reservation: QuotaReservation,
  limits: Limits,
  now: number,
): { ledger: Ledger; outcome: ReservationResult } {
  const { owner, reserved } = reservation;
  const current = pruneLedger(ledger, reservation.lastResponse, now);
  const left = Math.max(0, limits.callsPerDay - callsInLast24Hours(current, now));
  const probeAt = nextProbe(current.throttling, now);
  const probe = probeAt !== undefined;
  const refuse = (refused: QuotaErrorCode, until: number) => ({
    ledger: { ...current, waiting: removeOwner(current.waiting, owner) },
    outcome: { refused, until },
  });
  if (left === 0 && (reserved === 0 || probe)) return refuse('quota_spent', findFirstExpiry(current));
  if (probeAt !== undefined && probeAt > now) return refuse('quota_elsewhere', probeAt);

  const limit = limits.callsPer5Seconds;
  const wants = Math.min(limit, reservation.counting + (probe ? 1 : reservation.waiting));
  const possible = computeShare(current, { owner, wants, limit });
  const share = probe && possible < wants ? 0 : possible; // a probe's block must have room for it
  const shares = addShare(current, { owner, wants, limit }, share, now);
  if (share === 0) return { ledger: { ...current, ...shares }, outcome: { waitUntil: now + second } };
  const calls = probe ? 1 : Math.min(left, Math.max(0, Math.min(reservation.waiting, share) - reserved));
  const next: Ledger = { ...current, ...shares, spent: addSpentCalls(current.spent, calls, now) };
  if (probe && next.throttling !== undefined) next.throttling = { ...next.throttling, probed: now };
  return { ledger: next, outcome: { share, calls, until: now + burstWindow, short: share < wants, probe } };
}

/** Drops expired entries, and takes over what the uploader's last response says of throttling. */
function pruneLedger(ledger: Ledger | undefined, lastResponse: LastResponse, now: number): Ledger {
  const { blocks, waiting, spent, throttling }: Ledger = ledger ?? { blocks: [], waiting: [], spent: [] };
  const current = updateThrottling(throttling, lastResponse, now);
  return {
    ...pruneShares({ blocks, waiting }, now),
    spent: spent.filter(({ leaves }) => leaves > now),
    ...(current !== undefined && { throttling: current }),
  };
}

/**
 * Counts calls until 24 hours after the end of the five minutes in which the last of them can
 * arrive.
 */
function addSpentCalls(spent: readonly Spent[], calls: number, now: number): Spent[] {
  if (calls === 0) return [...spent];
  const lastArrival = now + burstWindow + gracePeriod + longestTrip;
  const leaves = Math.ceil(lastArrival / bucket) * bucket + day;
  const same = spent.find((entry) => entry.leaves === leaves);
  return [...spent.filter((entry) => entry !== same), { calls: calls + (same?.calls ?? 0), leaves }];
}

/** When the oldest calls leave the last 24 hours. */
const findFirstExpiry = ({ spent }: Ledger): number => Math.min(...spent.map(({ leaves }) => leaves));

import { randomUUID } from 'node:crypto';
import { QuotaError } from '../../errors';
import type { Clock } from '../clock';
import { burstWindow } from './burstShares';
import { createCallQueue } from './callQueue';
import {
  type Grant,
  gracePeriod,
  type Ledger,
  type Limits,
  type QuotaReservation,
  type ReservationResult,
  reserveCalls,
} from './quota';
import type { RateLimiter } from './rateLimiter';
import { type CallSlot, createSlidingWindow } from './slidingWindow';
import type { LastResponse } from './throttling';

export interface QuotaLimiterOptions extends Limits {
  ledger: SharedLedger;
  clock: Clock;
  /** This uploader, among all that share the ledger. */
  owner?: string;
}

/**
 * The ledger where all uploaders find it: `change` may be called several times, until nobody else
 * wrote meanwhile.
 */
export interface SharedLedger {
  update(change: (current: Ledger | undefined) => Ledger): Promise<Ledger>;
}

/** How often to check for the answer to a probe, in milliseconds: it may let all others start. */
const probeWait = 1000;

/**
 * How long before a call can begin the ledger is asked, in milliseconds. It answers within this
 * time, so that no block is wasted.
 */
const askAhead = 200;

/**
 * Keeps the calls of all uploaders below Entra's burst limit and the tenant's calls in any 24 hours
 * (both counted across processes, in the ledger). A call whose turn comes when nothing is left
 * throws a QuotaError, as do all that wait then; an error of the ledger is thrown to the call whose
 * turn it is.
 */
export function createQuotaLimiter({
  ledger,
  clock,
  owner = randomUUID(),
  ...limits
}: QuotaLimiterOptions): RateLimiter {
  const [sliding, callInOrder] = [createSlidingWindow(burstWindow), createCallQueue(clock)];
  const reservation = createReservation(limits.callsPer5Seconds);
  let last: CallSlot | undefined;
  let refusal: { error: QuotaError; last: number } | undefined;
  let lastResponse: LastResponse;
  let [notBefore, lastNumber, waiting] = [0, 0, 0];

  async function requestCalls(signal?: AbortSignal): Promise<void> {
    if (reservation.isProbe() && last?.answered === Number.POSITIVE_INFINITY) return clock.wait(probeWait, signal);
    const now = clock.now();
    const request = { owner, counting: sliding.count(now), waiting, reserved: reservation.left(now), lastResponse };
    const outcome = await writeReservation(request, { ledger, limits, clock });
    if (lastResponse === request.lastResponse) lastResponse = undefined;
    if ('share' in outcome) reservation.add(outcome);
    else if ('refused' in outcome)
      refusal = { error: new QuotaError(outcome.refused, outcome.until, limits.callsPerDay), last: lastNumber };
    else notBefore = Math.max(notBefore, outcome.waitUntil);
  }

  async function takeSlot(number: number, signal?: AbortSignal): Promise<CallSlot> {
    for (;;) {
      signal?.throwIfAborted();
      if (refusal !== undefined && number <= refusal.last) throw refusal.error;
      const now = clock.now();
      const opens = sliding.opensIn(reservation.share(now), now);
      const sleep = Math.max(notBefore - now, opens - askAhead);
      if (sleep > 0) await clock.wait(sleep, signal);
      else if (!reservation.isUsable(now)) await requestCalls(signal);
      else if (opens > 0) await clock.wait(opens, signal);
      else {
        reservation.use();
        last = sliding.begin(now);
        return last;
      }
    }
  }

  const rateLimiter: RateLimiter = (call, signal, beforeSend) => {
    const number = ++lastNumber;
    waiting++;
    return callInOrder({ take: () => takeSlot(number, signal).finally(() => waiting--), beforeSend, call });
  };
  rateLimiter.pause = (milliseconds: number): void => {
    notBefore = Math.max(notBefore, clock.now() + milliseconds);
  };
  rateLimiter.recordStatus = (status: number): void => {
    if (status === 429) sliding.assumeLateArrivals();
    lastResponse = status === 429 ? (lastResponse ?? 'throttled') : 'served';
  };
  return rateLimiter;
}

/** Writes a reservation into the ledger. */
async function writeReservation(
  request: QuotaReservation,
  { ledger, limits, clock }: { ledger: SharedLedger; limits: Limits; clock: Clock },
): Promise<ReservationResult> {
  let outcome = { waitUntil: 0 } as ReservationResult;
  await ledger.update((current) => {
    const next = reserveCalls(current, request, limits, clock.now());
    outcome = next.outcome;
    return next.ledger;
  });
  return outcome;
}

/**
 * What one uploader may do: a share for as long as its block lasts, and reserved calls for a little
 * longer.
 */
function createReservation(limit: number) {
  let block = { share: 0, until: 0, probe: false };
  let next = limit;
  let calls: { left: number; until: number }[] = [];

  const left = (now: number): number => {
    calls = calls.filter((lot) => lot.left > 0 && lot.until > now);
    return calls.reduce((sum, lot) => sum + lot.left, 0);
  };
  const isUsable = (now: number): boolean => block.until > now && left(now) > 0;
  return {
    left,
    isProbe: (): boolean => block.probe,
    /**
     * The calls in 5 seconds to stay below: those of the block, or those that are worth asking for.
     */
    share: (now: number): number => (isUsable(now) ? block.share : next),
    add({ share, calls: more, until, short, probe }: Grant): void {
      block = { share, until, probe };
      next = short ? share : limit;
      calls = [...(probe ? [] : calls), { left: more, until: until + gracePeriod }];
    },
    isUsable,
    /** Takes one of the reserved calls, the oldest first. */
    use(): void {
      const [first] = calls;
      if (first !== undefined) first.left--;
    },
  };
}

import { randomUUID } from 'node:crypto';
import { QuotaError } from '../errors';
import type { Clock } from './clock';
import type { Pace } from './pace';
import { type Grant, grace, type Ledger, type Limits, type Outcome, reserve, type Wish } from './quota';
import { burst } from './shares';
import { createSlidingWindow, type Place } from './slidingWindow';
import type { Heard } from './throttling';
import { createTurns } from './turns';

export interface QuotaPaceOptions extends Limits {
  ledger: SharedLedger;
  clock: Clock;
  /** This uploader, among all that share the ledger. */
  owner?: string;
}

/** The ledger where all uploaders find it: `change` may be called several times, until nobody else wrote meanwhile. */
export interface SharedLedger {
  update(change: (current: Ledger | undefined) => Ledger): Promise<Ledger>;
}

/** While a probe is under way, its answer is looked for so often, in milliseconds: it may set all others free. */
const probeWait = 1000;

/** The ledger is asked so long before a call can begin, in milliseconds: as long as it takes to answer; no block passes unused for it. */
const askAhead = 200;

/**
 * Keeps the calls of all uploaders below Entra's burst limit and the tenant's calls in any 24 hours (both counted across
 * processes, in the ledger). A call whose turn comes when nothing is left throws a QuotaError, as do all that wait then;
 * an error of the ledger is thrown to the call whose turn it is.
 */
export function createQuotaPace({ ledger, clock, owner = randomUUID(), ...limits }: QuotaPaceOptions): Pace {
  const [sliding, inTurn] = [createSlidingWindow(burst), createTurns(clock)];
  const reservation = createReservation(limits.callsPer5Seconds);
  let last: Place | undefined;
  let refusal: { error: QuotaError; last: number } | undefined;
  let heard: Heard;
  let [notBefore, came, waiting] = [0, 0, 0];

  async function ask(signal?: AbortSignal): Promise<void> {
    if (reservation.isProbe() && last?.answered === Number.POSITIVE_INFINITY) return clock.wait(probeWait, signal);
    const now = clock.now();
    const wish = { owner, counting: sliding.count(now), waiting, reserved: reservation.left(now), heard };
    const outcome = await reserved(wish, { ledger, limits, clock });
    if (heard === wish.heard) heard = undefined;
    if ('share' in outcome) reservation.add(outcome);
    else if ('refused' in outcome)
      refusal = { error: new QuotaError(outcome.refused, outcome.until, limits.callsPerDay), last: came };
    else notBefore = Math.max(notBefore, outcome.waitUntil);
  }

  async function take(number: number, signal?: AbortSignal): Promise<Place> {
    for (;;) {
      signal?.throwIfAborted();
      if (refusal !== undefined && number <= refusal.last) throw refusal.error;
      const now = clock.now();
      const opens = sliding.opensIn(reservation.share(now), now);
      const sleep = Math.max(notBefore - now, opens - askAhead);
      if (sleep > 0) await clock.wait(sleep, signal);
      else if (!reservation.isUsable(now)) await ask(signal);
      else if (opens > 0) await clock.wait(opens, signal);
      else {
        reservation.use();
        last = sliding.begin(now);
        return last;
      }
    }
  }

  const pace = <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const number = ++came;
    waiting++;
    return inTurn(() => take(number, signal).finally(() => waiting--), call);
  };
  pace.pause = (milliseconds: number): void => {
    notBefore = Math.max(notBefore, clock.now() + milliseconds);
  };
  pace.answered = (status: number): void => {
    if (status === 429) sliding.distrust();
    heard = status === 429 ? (heard ?? 'throttled') : 'served';
  };
  return pace;
}

/** Writes a reservation into the ledger. */
async function reserved(
  wish: Wish,
  { ledger, limits, clock }: { ledger: SharedLedger; limits: Limits; clock: Clock },
): Promise<Outcome> {
  let outcome = { waitUntil: 0 } as Outcome;
  await ledger.update((current) => {
    const next = reserve(current, wish, limits, clock.now());
    outcome = next.outcome;
    return next.ledger;
  });
  return outcome;
}

/** What one uploader may do: a share for as long as its block lasts, and reserved calls for a little longer. */
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
    /** The calls in 5 seconds to stay below: those of the block, or those that are worth asking for. */
    share: (now: number): number => (isUsable(now) ? block.share : next),
    add({ share, calls: more, until, short, probe }: Grant): void {
      block = { share, until, probe };
      next = short ? share : limit;
      calls = [...(probe ? [] : calls), { left: more, until: until + grace }];
    },
    isUsable,
    /** Takes one of the reserved calls, the oldest first. */
    use(): void {
      const [first] = calls;
      if (first !== undefined) first.left--;
    },
  };
}

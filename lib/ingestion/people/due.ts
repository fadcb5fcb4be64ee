import { flag, hasFlag, lowHalvesOf, type PeopleStore, storedOutcomes } from './store';

export interface ResendOptions {
  /** Minutes since 1970. */
  now: number;
  resendAllEveryDays: number;
  /** Whether somebody has no answer though they should (unanswered.ts). */
  isUnanswered: (index: number) => boolean;
}

/**
 * The rule by which people are sent again although nothing changed: why, or `unchanged`. The first
 * reason counts. The refresh also sends people who were given up. Before it,
 * changeDetector.ts finds people who are unknown or have another fingerprint.
 */
export function createResendRule(store: PeopleStore, { now, resendAllEveryDays, isUnanswered }: ResendOptions) {
  const lowHalfAt = lowHalvesOf(store.keys);
  return (index: number): 'failed' | 'unanswered' | 'refresh' | 'unchanged' => {
    if (isRetryDue(store, index, now)) return 'failed';
    if (isUnanswered(index)) return 'unanswered';
    const refresh = { now, everyDays: resendAllEveryDays };
    return isRefreshDue(lowHalfAt(index), store.sentAt[index] ?? 0, refresh) ? 'refresh' : 'unchanged';
  };
}

const [noAnswerYet, failed] = [storedOutcomes.indexOf('no answer yet'), storedOutcomes.indexOf('failed')];
/** The day since 1970, UTC, of minutes since 1970. */
export const dayOf = (minutes: number): number => Math.floor(minutes / (24 * 60));

/**
 * How often in a row a failed person is sent again, once a day at most. Entra also retries daily.
 */
export const mostResendsAfterFailure = 5;
export const resendsAfterFailure = (repeats: number): number => repeats & 15;
export const resendsUnanswered = (repeats: number): number => repeats >> 4;
/** How often a person without an entry in the provisioning logs is sent again. */
export const mostResendsUnanswered = 3;

type SentPeople = Pick<PeopleStore, 'outcomes' | 'repeats' | 'sentAt'>;

/** Whether the provisioning logs must speak of what somebody was sent, and have not. */
export const isAnswerAwaited = ({ flags, outcomes }: Pick<PeopleStore, 'flags' | 'outcomes'>, index: number): boolean =>
  hasFlag(flags, index, flag.awaited) && outcomes[index] === noAnswerYet;

/** Whether somebody failed and is to be sent again, though nothing changed. */
export const isRetryDue = ({ outcomes, repeats, sentAt }: SentPeople, index: number, now: number): boolean =>
  outcomes[index] === failed &&
  resendsAfterFailure(repeats[index] ?? 0) < mostResendsAfterFailure &&
  dayOf(sentAt[index] ?? 0) < dayOf(now);

/** Whether somebody failed so often that a person must act. */
export const hasFailedTooOften = ({ outcomes, repeats }: SentPeople, index: number): boolean =>
  outcomes[index] === failed && resendsAfterFailure(repeats[index] ?? 0) >= mostResendsAfterFailure;

const longestLeaving = 30 * 24 * 60;

/** Whether somebody was deactivated for absence, and Entra has not said yet that it is done. */
export const isStillLeaving = (store: PeopleStore, index: number, now: number): boolean =>
  hasFlag(store.flags, index, flag.absent) &&
  (store.outcomes[index] === noAnswerYet || store.outcomes[index] === failed) &&
  !hasFailedTooOften(store, index) &&
  now - (store.sentAt[index] ?? 0) < longestLeaving;

/**
 * Whether a person's refresh is due. Each person has one day in every `everyDays` days (a whole
 * number): with 7, a key whose low 32 bits give 3 modulo 7 has the days 3, 10, 17, … since 1970. The
 * refresh is due from the first such day after the last sending. Times are minutes since 1970, days
 * are those of UTC.
 */
export function isRefreshDue(
  keyLowHalf: number,
  sentAt: number,
  { now, everyDays }: { now: number; everyDays: number },
): boolean {
  const [sentOn, today] = [dayOf(sentAt), dayOf(now)];
  const own = keyLowHalf % everyDays;
  const next = sentOn + 1 + ((own - ((sentOn + 1) % everyDays) + everyDays) % everyDays);
  return today >= next;
}

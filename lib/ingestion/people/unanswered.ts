import { dayOf, isAnswerAwaited, mostResendsUnanswered, resendsUnanswered } from './due';
import { flag, hasFlag, type PeopleStore } from './store';

/** Minutes after which whoever was new or changed should have an entry in the provisioning logs. */
const answerDeadline = 24 * 60;

export interface Unanswered {
  /** Whether a person has no log entry, although there should be one. */
  isUnanswered: (index: number) => boolean;
  /** Whether such a person was sent again `mostResendsUnanswered` times. Somebody must act. */
  isUnansweredTooOften: (index: number) => boolean;
  /**
   * Days (since 1970) on which most sent people have no answer. Nobody is sent again for such a
   * day.
   */
  unansweredDays: readonly number[];
}

/**
 * Finds people without an entry in the provisioning logs: new or changed, and sent over 24 hours
 * before the newest entry of a log that was read without a gap since. When most people of a day
 * have no answer, the job is the cause.
 */
export function findUnanswered(store: PeopleStore, now: number): Unanswered {
  const { keys, flags, sentAt, repeats, logs } = store;
  const [since, until] =
    logs === undefined ? [Number.POSITIVE_INFINITY, 0] : [logs.since / 60_000, logs.until / 60_000];
  const isDue = (index: number): boolean => {
    const sent = sentAt[index] ?? 0;
    return hasFlag(flags, index, flag.awaited) && sent >= since && sent + answerDeadline < Math.min(now, until);
  };
  const timesUnanswered = (index: number): number => resendsUnanswered(repeats[index] ?? 0);
  const isWithoutAnswer = (index: number): boolean => isDue(index) && isAnswerAwaited(store, index);
  const days = new Map<number, { all: number; unanswered: number }>();
  for (let index = 0; index < keys.length; index++) {
    if (!isDue(index) || timesUnanswered(index) > 0) continue;
    const day = dayOf(sentAt[index] ?? 0);
    const counts = days.get(day) ?? { all: 0, unanswered: 0 };
    counts.all++;
    if (isWithoutAnswer(index)) counts.unanswered++;
    days.set(day, counts);
  }
  const unansweredDays = [...days].filter(([, { all, unanswered }]) => 2 * unanswered > all).map(([day]) => day);
  const isJobTheCause = (index: number): boolean => unansweredDays.includes(dayOf(sentAt[index] ?? 0));
  // few people are sent again on a day, so the rule of the majority does not apply to them
  const isPersonUnanswered = (index: number): boolean =>
    isWithoutAnswer(index) && (timesUnanswered(index) > 0 || !isJobTheCause(index));
  return {
    isUnanswered: (index) => isPersonUnanswered(index) && timesUnanswered(index) < mostResendsUnanswered,
    isUnansweredTooOften: (index) => isPersonUnanswered(index) && timesUnanswered(index) >= mostResendsUnanswered,
    unansweredDays,
  };
}

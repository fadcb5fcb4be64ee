import { isAnswerAwaited, mostSilences, silencesOf } from './due';
import { flag, hasFlag, type PeopleStore } from './store';

/** Minutes after which whoever was new or changed should have an entry in the provisioning logs. */
const patience = 24 * 60;
const minutesADay = 24 * 60;

export interface Silence {
  /** Whether a person has no log entry, although there should be one. */
  isUnanswered: (index: number) => boolean;
  /** Whether such a person was sent again as often as is of use. Somebody must act. */
  isGivenUp: (index: number) => boolean;
  /**
   * Days (since 1970) on which most sent people have no answer. Nobody is sent again for such a
   * day.
   */
  silentDays: readonly number[];
}

/**
 * Finds people without an entry in the provisioning logs: new or changed, and sent over 24 hours
 * before the newest entry of a log that was read without a gap since. When most people of a day
 * have no answer, the job is the cause.
 */
export function findSilence(store: PeopleStore, now: number): Silence {
  const { keys, flags, sentAt, repeats, logs } = store;
  const [since, until] =
    logs === undefined ? [Number.POSITIVE_INFINITY, 0] : [logs.since / 60_000, logs.until / 60_000];
  const isDue = (index: number): boolean => {
    const sent = sentAt[index] ?? 0;
    return hasFlag(flags, index, flag.awaited) && sent >= since && sent + patience < Math.min(now, until);
  };
  const silencesAt = (index: number): number => silencesOf(repeats[index] ?? 0);
  const isSilent = (index: number): boolean => isDue(index) && isAnswerAwaited(store, index);
  const days = new Map<number, { all: number; silent: number }>();
  for (let index = 0; index < keys.length; index++) {
    if (!isDue(index) || silencesAt(index) > 0) continue;
    const day = Math.floor((sentAt[index] ?? 0) / minutesADay);
    const counts = days.get(day) ?? { all: 0, silent: 0 };
    counts.all++;
    if (isSilent(index)) counts.silent++;
    days.set(day, counts);
  }
  const silentDays = [...days].filter(([, { all, silent }]) => 2 * silent > all).map(([day]) => day);
  const isJobSilent = (index: number): boolean => silentDays.includes(Math.floor((sentAt[index] ?? 0) / minutesADay));
  // few people are sent again on a day, so the rule of the majority does not apply to them
  const isPersonSilent = (index: number): boolean => isSilent(index) && (silencesAt(index) > 0 || !isJobSilent(index));
  return {
    isUnanswered: (index) => isPersonSilent(index) && silencesAt(index) < mostSilences,
    isGivenUp: (index) => isPersonSilent(index) && silencesAt(index) >= mostSilences,
    silentDays,
  };
}

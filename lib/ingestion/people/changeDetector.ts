import type { LeafValue } from '../../mapping/compile';
import type { User } from '../../scim/user';
import type { ChangeKind } from '../plan';
import type { createFingerprinter } from './fingerprint';
import { isSamePrint } from './fingerprint';
import { exactPersonKey, userNameKey } from './person';
import { createStoreFinder, flag, hasFlag, isGivenUp, isRefreshDue, isRetryDue, type PeopleStore } from './store';

export interface DetectorOptions {
  store: PeopleStore;
  key: string;
  fingerprinter: ReturnType<typeof createFingerprinter>;
  /** As version 0.1 made them; none where the store's are of another mapping. */
  legacyPrintOf: ((values: readonly LeafValue[]) => string) | undefined;
  /** Minutes since 1970. */
  now: number;
  resendAllEveryDays: number;
  /** Whether nothing of the store holds for this job. */
  isOtherJob: boolean;
  /** Whoever was sent before, and has no answer, is unknown since our restart of the job; minutes since 1970. */
  restartedAt: number;
  /** Whether somebody has no answer though they should. */
  isUnanswered: (index: number) => boolean;
}

export interface Detected {
  kind: ChangeKind;
  /** Of the person in the store; -1 for nobody. */
  index: number;
  print: string;
  /** Given as active, or unknown, and not active now. */
  isDisabled: boolean;
  isGivenUp: boolean;
}

/** Compares each user of a file with what Entra was given. */
export function createChangeDetector(options: DetectorOptions) {
  const { store, key, fingerprinter, now, resendAllEveryDays, isOtherJob, restartedAt, isUnanswered } = options;
  const { flags, sentAt, outcomes, prints, keys } = store;
  const find = createStoreFinder(store);

  const isUnknown = (index: number): boolean =>
    isOtherJob || hasFlag(flags, index, flag.unknown) || (outcomes[index] === 0 && (sentAt[index] ?? 0) <= restartedAt);

  function isSame(index: number, print: string, values: readonly LeafValue[]): boolean {
    if (hasFlag(flags, index, flag.absent)) return false;
    if (!hasFlag(flags, index, flag.legacy)) return isSamePrint(print, prints, index);
    return options.legacyPrintOf !== undefined && isSamePrint(options.legacyPrintOf(values), prints, index);
  }

  function kindOf(index: number, print: string, values: readonly LeafValue[]): ChangeKind {
    if (index < 0) return 'new';
    if (isUnknown(index)) return 'unknown';
    if (!isSame(index, print, values)) return 'changed';
    if (isRetryDue(store, index, now)) return 'failed';
    if (isUnanswered(index)) return 'unanswered';
    const isDue = isRefreshDue(keys[index] as bigint, sentAt[index] ?? 0, { now, everyDays: resendAllEveryDays });
    return isDue ? 'refresh' : 'unchanged';
  }

  return {
    /** Where a person stands in the store; -1 for nobody. */
    find: (person: bigint, externalId: string): number => find(person, () => exactPersonKey(externalId, key)),
    detect(person: bigint, user: User, values: readonly LeafValue[]): Detected {
      const index = find(person, () => exactPersonKey(user.externalId, key));
      const print = fingerprinter.printOf(values);
      const kind = kindOf(index, print, values);
      const wasActive = index >= 0 && (hasFlag(flags, index, flag.active | flag.maybeActive) || isUnknown(index));
      return {
        kind,
        index,
        print,
        isDisabled: user.active !== true && wasActive,
        isGivenUp: index >= 0 && kind !== 'changed' && isGivenUp(store, index),
      };
    },
    userNameOf: (user: User): bigint => userNameKey(user.userName, key),
  };
}

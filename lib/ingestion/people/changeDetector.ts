import type { LeafValue } from '../../mapping/compile/compileNode';
import type { User } from '../../scim/user';
import type { ChangeKind } from '../plan';
import { createResendRule, hasFailedTooOften, isAnswerAwaited, type ResendOptions } from './due';
import type { createFingerprinter } from './fingerprint';
import { isSamePrint } from './fingerprint';
import { exactPersonKey, userNameKey } from './person';
import { createStoreFinder, flag, type PeopleStore } from './store';

export interface DetectorOptions extends ResendOptions {
  store: PeopleStore;
  key: string;
  fingerprinter: ReturnType<typeof createFingerprinter>;
  /** As version 0.1 made them; none where the store's are of another mapping. */
  legacyPrintOf: ((values: readonly LeafValue[]) => string) | undefined;
  /**
   * The newest file is read again for a new day: only people whom the day makes active or inactive
   * are sent.
   */
  isForNewDay?: boolean;
  /** Whether a new day also sends people whom Entra was never given: the day decides which records count. */
  canDayAddPeople?: boolean;
  /** Whether nothing of the store holds for this job. */
  isOtherJob: boolean;
  /**
   * When the job may last have lost staged people, minutes since 1970: whoever was sent before, and
   * still waits for an answer, is unknown.
   */
  stagedLossAt: number;
}

export interface Detected {
  kind: ChangeKind;
  /** Of the person in the store; -1 for nobody. */
  index: number;
  print: string;
  /** Given as active, or unknown, and not active now. */
  isDisabled: boolean;
  hasFailedTooOften: boolean;
}

/** Compares each user of a file with what Entra was given. */
export function createChangeDetector(options: DetectorOptions) {
  const { store, key, fingerprinter, isOtherJob, stagedLossAt } = options;
  const { flags, sentAt, prints } = store;
  const find = createStoreFinder(store);
  const kindOfUnchanged = createResendRule(store, options);

  const { absent, unknown, legacy, awaited, active, maybeActive } = flag; // read for each record

  function isUnknown(index: number, storedFlags: number): boolean {
    if (isOtherJob || (storedFlags & unknown) !== 0) return true;
    return (storedFlags & awaited) !== 0 && (sentAt[index] ?? 0) <= stagedLossAt && isAnswerAwaited(store, index);
  }

  function isSame(
    index: number,
    storedFlags: number,
    { print, values }: { print: string; values: readonly LeafValue[] },
  ) {
    if ((storedFlags & absent) !== 0) return false;
    if ((storedFlags & legacy) === 0) return isSamePrint(print, prints, index);
    return options.legacyPrintOf !== undefined && isSamePrint(options.legacyPrintOf(values), prints, index);
  }

  const isOfDay = options.isForNewDay === true;
  const dayKind: ChangeKind = options.canDayAddPeople ? 'new' : 'unchanged';
  const isActiveChanged = (user: User, storedFlags: number): boolean =>
    (storedFlags & maybeActive) !== 0 || (user.active === true) !== ((storedFlags & active) !== 0);

  return {
    /** The index of a person in the store; -1 for nobody. */
    find: (person: bigint, externalId: string): number => find(person, () => exactPersonKey(externalId, key)),
    detect(person: bigint, user: User, values: readonly LeafValue[]): Detected {
      const index = find(person, () => exactPersonKey(user.externalId, key));
      const print = fingerprinter.printOf(values);
      if (index < 0)
        return { kind: isOfDay ? dayKind : 'new', index, print, isDisabled: false, hasFailedTooOften: false };
      const storedFlags = flags[index] ?? 0;
      const isUncertain = isUnknown(index, storedFlags);
      const isChanged = !isUncertain && !isSame(index, storedFlags, { print, values });
      const found = isUncertain ? 'unknown' : isChanged ? 'changed' : isOfDay ? 'unchanged' : kindOfUnchanged(index);
      const kind = isOfDay && !isActiveChanged(user, storedFlags) ? 'unchanged' : found;
      return {
        kind,
        index,
        print,
        isDisabled: user.active !== true && (isUncertain || (storedFlags & (active | maybeActive)) !== 0),
        hasFailedTooOften: !isChanged && hasFailedTooOften(store, index),
      };
    },
    userNameOf: (user: User): bigint => userNameKey(user.userName, key),
  };
}

import type { LeafInfo, LeafValue } from '../../mapping/compile/compileNode';
import type { Mapping } from '../../mapping/file/parse';
import type { User } from '../../scim/user';
import { createChangeDetector } from '../people/changeDetector';
import { isAnswerAwaited } from '../people/due';
import { createFingerprinter, createLegacyFingerprinter } from '../people/fingerprint';
import { exactPersonKey, personKey, userNameKey } from '../people/person';
import { createPlannedCollector, type PlannedPeople, type PlannedPerson, planFlag } from '../people/plannedPeople';
import { flag, hasFlag, type PeopleStore, storedOutcomes } from '../people/store';
import { findUnanswered } from '../people/unanswered';
import type { ChangeKind } from '../plan';
import { findRanges, type RecordRanges } from '../ranges';
import { status } from './census';
import { type AttributeChanges, countChangedAttributes } from './changes/changedAttributes';
import { type IdChanges, noIdChanges, setAsideIds } from './changes/idChanges';
import { createNewWordTally, type NewWords, type StatusWord } from './changes/statusWords';
import { groupRows, orderRows, planGroups, rowCode } from './planOrder';
import { createTally, type Rows, rowsOf, type SelectionCounts } from './recordTally';

export interface SelectOptions {
  mapping: Mapping;
  store: PeopleStore;
  /** Of the hashes. */
  key: string;
  /** Minutes since 1970. */
  now: number;
  /** Calls that the day still has. */
  callsLeft: number;
  /** Whether the store is of another job. */
  isOtherJob: boolean;
  /** When the job may last have lost staged people, minutes since 1970; 0 for never. */
  stagedLossAt: number;
  /** Whether fingerprints of version 0.1 hold: they are of the same mapping. */
  isLegacyMapping: boolean;
  /** Whether the newest file is read again for a new day: only whom the day changes is sent. */
  isForNewDay?: boolean;
  /** Whether such a day may also bring people whom Entra was never given. */
  canDayAddPeople?: boolean;
  /** New people about whom somebody decided that they are sent, by their keys, hex. */
  decided?: ReadonlySet<string>;
}

/** A record that can be sent. */
export interface Sendable {
  number: number;
  line: number;
  user: User;
  /** In the order of the mapping's leaves. */
  values: readonly LeafValue[];
  /** The text of the status column, when the mapping does not name it. */
  word?: StatusWord | undefined;
}

export interface Selected extends SelectionCounts, IdChanges {
  /** The records of each group, in the order of `planGroups`. */
  groups: RecordRanges[];
  /** Their people, in the plan's order. */
  planned: PlannedPeople;
  /**
   * Days, as numbers since 1970, of whose people most have no answer, and of which no note was made
   * yet.
   */
  unansweredDays: readonly number[];
  /**
   * By place in the store: the result of the person's records, as in `status`; 0 when the file has
   * none.
   */
  statuses: Uint8Array;
  /** For how many people each attribute changes. */
  changes: readonly AttributeChanges[];
  newWords: NewWords;
  /**
   * How many people who are active in the store have a record that is rejected for an empty
   * `active`.
   */
  activeEmpty: number;
}

const failed = storedOutcomes.indexOf('failed');

/**
 * Selects whom a file's plan sends, and in which order, record by record: some 60 bytes for each
 * who may be sent.
 */
export function createSelector(leaves: readonly LeafInfo[], header: string, options: SelectOptions) {
  const tools = prepare(leaves, header, options);
  const { store, key } = options;
  const { detector, collector } = tools;
  const tally = createTally();
  const newWords = createNewWordTally(store);
  const statuses = new Uint8Array(store.keys.length);
  const lacksActive = new Set<number>();
  const wasActive = (place: number): boolean =>
    place >= 0 && hasFlag(store.flags, place, flag.active | flag.maybeActive);
  return {
    /** Takes a record that is rejected, of somebody who is in the file all the same. */
    reject(externalId: string, isActiveEmpty = false): void {
      const place = detector.find(personKey(externalId, key), externalId);
      if (place >= 0) statuses[place] ||= status.rejected;
      if (isActiveEmpty && wasActive(place)) lacksActive.add(place);
    },
    /** Takes a record that can be sent. @returns why it is sent, if it is */
    select(person: bigint, record: Sendable): ChangeKind {
      const { kind, index, print, isDisabled, hasFailedTooOften } = detector.detect(person, record.user, record.values);
      if (index >= 0) statuses[index] = record.user.active ? status.active : status.inactive;
      if (record.word !== undefined && !record.user.active && wasActive(index))
        newWords.add(record.number, record.word);
      tally.count(record.number, kind, {
        hasFailedTooOften,
        isUnansweredTooOften: index >= 0 && tools.unanswered.isUnansweredTooOften(index),
      });
      if (kind === 'unchanged' && options.mapping.send === 'changes') return kind;
      const hasFailed = index >= 0 && store.outcomes[index] === failed && kind !== 'changed';
      const isAwaited = isAnswerAwaited(store, index);
      collector.add(plannedOf({ person, record, print, kind, hasFailed, isAwaited }, tools), (target, start) =>
        tools.fingerprinter.writeBytes(record.values, target, start),
      );
      const wasSentSince = index >= 0 && hasFlag(store.flags, index, flag.sentSince);
      tally.addRow(record.number, rowCode(kind, isDisabled, wasSentSince));
      return kind;
    },
    /**
     * What is sent of so many records, without those that another one replaces or contradicts.
     */
    selected(read: number, { excluded, statuses: resolved, isManager }: Resolved): Selected {
      for (const [person, statusNow] of resolved) {
        const place = detector.find(person, '');
        if (place >= 0) statuses[place] = statusNow;
      }
      return {
        ...selectRows({ tally, read, excluded, statuses, newWords, isManager }, tools, options),
        unansweredDays: tools.unanswered.unansweredDays.filter((day) => !store.notedDays?.includes(day)),
        statuses,
        activeEmpty: [...lacksActive].filter((place) => statuses[place] === status.rejected).length,
      };
    },
  };
}

interface ToSelect extends Rows {
  read: number;
  newWords: ReturnType<typeof createNewWordTally>;
  isManager: Resolved['isManager'];
}

/** What is sent of the rows, and what they say of the file as a whole. */
function selectRows(
  { tally, read, excluded, statuses, newWords, isManager }: ToSelect,
  tools: Tools,
  options: SelectOptions,
): Omit<Selected, 'unansweredDays' | 'statuses' | 'activeEmpty'> {
  const { collector } = tools;
  const { store, now, decided = new Set<string>() } = options;
  const numbers = tally.rowNumbers();
  const newPeople = () => ({
    store,
    statuses,
    now,
    decided,
    rows: [...rowsOf({ tally, excluded }, 'new')],
    numberAt: (row: number): number => numbers[row] ?? 0,
    keyAt: collector.keyAt,
    userNameAt: collector.userNameAt,
  });
  const isComparable = options.mapping.content === 'full' && store.keys.length > 0;
  const ids = isComparable ? setAsideIds(newPeople()) : noIdChanges;
  const unsent =
    ids.setAside.length === 0 ? excluded : new Set([...excluded, ...ids.setAside.map(({ number }) => number)]);
  return {
    ...tally.counts(unsent),
    ...groupPeople({ tally, read, excluded: unsent, isManager }, tools, options),
    ...ids,
    changes: countAttributeChanges({ tally, excluded: unsent, statuses }, tools, options.store),
    newWords: newWords.count((number) => unsent.has(number)),
  };
}

function countAttributeChanges(rows: Rows, { collector, detector }: Tools, store: PeopleStore): AttributeChanges[] {
  function* changedRows(): Generator<{ row: number; place: number }> {
    for (const row of rowsOf(rows, 'changed', 'unknown')) {
      const place = detector.find(collector.keyAt(row), '');
      if (place >= 0) yield { row, place };
    }
  }
  const { attributes, byteAt } = collector;
  return countChangedAttributes({ store, attributes, statuses: rows.statuses, rows: changedRows(), byteAt });
}

/** What became of records that share an id. */
export interface Resolved {
  /** Records that are not sent. */
  excluded: ReadonlySet<number>;
  /** Of the people with several records, by their keys. */
  statuses: ReadonlyMap<bigint, number>;
  /** Whether somebody is a manager of somebody in the file. */
  isManager: (person: bigint) => boolean;
}

type Tools = ReturnType<typeof prepare>;

function prepare(leaves: readonly LeafInfo[], header: string, options: SelectOptions) {
  const { mapping, store, key, now } = options;
  const isLegacy = store.flags.some((flags) => (flags & flag.legacy) !== 0);
  const attributes = attributePaths(mapping, leaves);
  const fingerprinter = createFingerprinter({ leaves, key, attributes });
  const unanswered = findUnanswered(store, now);
  const detector = createChangeDetector({
    ...options,
    fingerprinter,
    legacyPrintOf: isLegacy && options.isLegacyMapping ? createLegacyFingerprinter(leaves, key, header) : undefined,
    resendAllEveryDays: mapping.resendAllEveryDays,
    isUnanswered: unanswered.isUnanswered,
  });
  return {
    fingerprinter,
    unanswered,
    detector,
    collector: createPlannedCollector(attributes, isLegacy),
    isLegacy,
    key,
  };
}

interface Chosen {
  person: bigint;
  record: Sendable;
  print: string;
  kind: ChangeKind;
  hasFailed: boolean;
  /** Whether the provisioning logs must speak of what was sent before, and have not. */
  isAwaited: boolean;
}

function plannedOf(
  { person, record, print, kind, hasFailed, isAwaited }: Chosen,
  { isLegacy, key }: Tools,
): PlannedPerson {
  const { line, user } = record;
  return {
    line,
    key: person,
    userName: userNameKey(user.userName, key),
    print,
    flags:
      (user.active ? planFlag.active : 0) |
      (kind === 'new' || kind === 'changed' || isAwaited ? planFlag.awaited : 0) |
      (hasFailed ? planFlag.failedAgain : 0) |
      (kind === 'unanswered' ? planFlag.unanswered : 0),
    ...(isLegacy && { exactKey: exactPersonKey(user.externalId, key) }),
  };
}

interface ToGroup {
  tally: ReturnType<typeof createTally>;
  read: number;
  excluded: ReadonlySet<number>;
  isManager: Resolved['isManager'];
}

function groupPeople(
  { tally, read, excluded, isManager }: ToGroup,
  { collector, detector }: Tools,
  { mapping, store, callsLeft }: SelectOptions,
): Pick<Selected, 'groups' | 'planned'> {
  const numbers = tally.rowNumbers();
  const groups = groupRows({
    codes: tally.rowCodes(),
    isExcluded: (row) => excluded.has(numbers[row] ?? 0),
    isManager: (row) => isManager(collector.keyAt(row)),
    sentAt: (row) => store.sentAt[detector.find(collector.keyAt(row), '')] ?? 0,
    callsLeft: mapping.send === 'changes' ? callsLeft : undefined,
  });
  const byRecord = new Uint8Array(read);
  for (const [row, number] of numbers.entries()) byRecord[number] = groups[row] ?? 0;
  return {
    groups: planGroups.map((_, index) => findRanges(read, (number) => byRecord[number] === index + 1)),
    planned: collector.pick(orderRows(groups)),
  };
}

/** The mapped attributes that have a byte each; columns that are sent as they are have none. */
function attributePaths({ extension }: Mapping, leaves: readonly LeafInfo[]): string[] {
  return leaves
    .map(({ path }) => path)
    .filter((path) => path !== 'externalId' && (extension === undefined || !path.startsWith(`${extension.schema}.`)))
    .sort();
}

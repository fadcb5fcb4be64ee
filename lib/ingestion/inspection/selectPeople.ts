import type { LeafInfo, LeafValue } from '../../mapping/compile/compileNode';
import type { Mapping } from '../../mapping/file/parse';
import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { createChangeDetector } from '../people/changeDetector';
import { createFingerprinter, createLegacyFingerprinter } from '../people/fingerprint';
import { exactPersonKey, personKey, userNameKey } from '../people/person';
import { createPlannedCollector, type PlannedPeople, type PlannedPerson, planFlag } from '../people/plannedPeople';
import { findSilence } from '../people/silence';
import { flag, hasFlag, isAnswerAwaited, type PeopleStore, storedOutcomes } from '../people/store';
import { type ChangeKind, changeKinds } from '../plan';
import { findRanges, type RecordRanges } from '../ranges';
import { status } from './census';
import { createGrowingNumbers } from './growingNumbers';
import { createManagers } from './managers';
import { groupRows, orderRows, planGroups, rowCode } from './planOrder';

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
}

/** A record that can be sent. */
export interface Sendable {
  number: number;
  line: number;
  user: User;
  /** In the order of the mapping's leaves. */
  values: readonly LeafValue[];
}

export interface Selected {
  counts: Record<ChangeKind, number>;
  /** How many failed so often, … */
  givenUp: number;
  /** … or had no answer so often, that they are not sent again by themselves. */
  unanswered: number;
  /** The records of each group, in the order of `planGroups`. */
  groups: RecordRanges[];
  /** Their people, in the plan's order. */
  planned: PlannedPeople;
  /** Days, as numbers since 1970, of whose people most have no answer, and of which no note was made yet. */
  silentDays: readonly number[];
  /** By place in the store: what the person's records came to, as in `status`; 0 for somebody who is not in the file. */
  statuses: Uint8Array;
}

const failed = storedOutcomes.indexOf('failed');

/** Selects whom a file's plan sends, and in which order, record by record: some 60 bytes for each who may be sent. */
export function createSelector(leaves: readonly LeafInfo[], header: string, options: SelectOptions) {
  const tools = prepare(leaves, header, options);
  const { store, key } = options;
  const { detector, collector } = tools;
  const tally = createTally(key);
  const statuses = new Uint8Array(store.keys.length);
  return {
    /** Takes a record that is rejected, of somebody who is in the file all the same. */
    reject(externalId: string): void {
      const place = detector.find(personKey(externalId, key), externalId);
      if (place >= 0) statuses[place] ||= status.rejected;
    },
    /** Takes a record that can be sent. @returns why it is sent, if it is */
    select(person: bigint, record: Sendable): ChangeKind {
      const { kind, index, print, isDisabled, isGivenUp } = detector.detect(person, record.user, record.values);
      if (index >= 0) statuses[index] = record.user.active ? status.active : status.inactive;
      tally.count(record, kind, { isGivenUp, isUnanswered: index >= 0 && tools.silence.isGivenUp(index) });
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
    /** What is sent of so many records, without those that another one stands for or contradicts. */
    selected(read: number, { excluded, statuses: resolved }: Resolved): Selected {
      for (const [person, status] of resolved) {
        const place = detector.find(person, '');
        if (place >= 0) statuses[place] = status;
      }
      return {
        ...tally.counts(excluded),
        ...groupPeople({ tally, read, excluded }, tools, options),
        silentDays: tools.silence.silentDays.filter((day) => !store.notedDays?.includes(day)),
        statuses,
      };
    },
  };
}

/** What became of records that share an id. */
export interface Resolved {
  /** Records that are not sent. */
  excluded: ReadonlySet<number>;
  /** Of the people with several records, by their keys. */
  statuses: ReadonlyMap<bigint, number>;
}

type Tools = ReturnType<typeof prepare>;

function prepare(leaves: readonly LeafInfo[], header: string, options: SelectOptions) {
  const { mapping, store, key, now } = options;
  const isLegacy = store.flags.some((flags) => (flags & flag.legacy) !== 0);
  const attributes = attributePaths(mapping, leaves);
  const fingerprinter = createFingerprinter({ leaves, key, attributes });
  const silence = findSilence(store, now);
  const detector = createChangeDetector({
    ...options,
    fingerprinter,
    legacyPrintOf: isLegacy && options.isLegacyMapping ? createLegacyFingerprinter(leaves, key, header) : undefined,
    resendAllEveryDays: mapping.resendAllEveryDays,
    isUnanswered: silence.isUnanswered,
  });
  return { fingerprinter, silence, detector, collector: createPlannedCollector(attributes, isLegacy), isLegacy, key };
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

/** Counts records by kind, and remembers the rows and the managers. */
function createTally(key: string) {
  let kinds = new Uint8Array(1024); // by record: 1 and more, as in `changeKinds`; 0 for none
  const [rowNumbers, rowCodes] = [createGrowingNumbers(), createGrowingNumbers()];
  const [givenUp, unanswered]: [number[], number[]] = [[], []];
  const managers = createManagers(key);
  return {
    managers,
    rowNumbers: rowNumbers.values,
    rowCodes: rowCodes.values,
    count({ number, user }: Sendable, kind: ChangeKind, is: { isGivenUp: boolean; isUnanswered: boolean }): void {
      if (number >= kinds.length) {
        const longer = new Uint8Array(2 * number);
        longer.set(kinds);
        kinds = longer;
      }
      kinds[number] = 1 + changeKinds.indexOf(kind);
      if (is.isGivenUp) givenUp.push(number);
      if (is.isUnanswered) unanswered.push(number);
      const manager = managerOf(user);
      if (manager !== undefined) managers.add(manager);
    },
    addRow(number: number, code: number): void {
      rowNumbers.push(number);
      rowCodes.push(code);
    },
    counts(excluded: ReadonlySet<number>): Pick<Selected, 'counts' | 'givenUp' | 'unanswered'> {
      const isIn = (number: number): boolean => !excluded.has(number);
      return {
        counts: countKinds(kinds, excluded),
        givenUp: givenUp.filter(isIn).length,
        unanswered: unanswered.filter(isIn).length,
      };
    },
  };
}

interface ToGroup {
  tally: ReturnType<typeof createTally>;
  read: number;
  excluded: ReadonlySet<number>;
}

function groupPeople(
  { tally, read, excluded }: ToGroup,
  { collector, detector }: Tools,
  { mapping, store, callsLeft }: SelectOptions,
): Pick<Selected, 'groups' | 'planned'> {
  const numbers = tally.rowNumbers();
  const groups = groupRows({
    codes: tally.rowCodes(),
    isExcluded: (row) => excluded.has(numbers[row] ?? 0),
    isManager: (row) => tally.managers.has(collector.keyAt(row)),
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

function countKinds(kinds: Uint8Array, excluded: ReadonlySet<number>): Record<ChangeKind, number> {
  const counts = new Array<number>(changeKinds.length + 1).fill(0);
  for (let number = 0; number < kinds.length; number++) {
    const kind = kinds[number] ?? 0;
    if (kind > 0 && !excluded.has(number)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.fromEntries(changeKinds.map((kind, index) => [kind, counts[index + 1]])) as Record<ChangeKind, number>;
}

function managerOf(user: User): string | undefined {
  const enterprise = user[enterpriseUser] as { manager?: { value?: unknown } } | undefined;
  const value = enterprise?.manager?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The mapped attributes that have a byte each; columns that are sent as they are have none. */
function attributePaths({ extension }: Mapping, leaves: readonly LeafInfo[]): string[] {
  return leaves
    .map(({ path }) => path)
    .filter((path) => path !== 'externalId' && (extension === undefined || !path.startsWith(`${extension.schema}.`)))
    .sort();
}

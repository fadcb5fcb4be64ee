import type { LogEntry } from '../graph/logs/logEntry';
import { DistinctCounter, hashText } from './distinctCounter';
import { wordOf } from './redact';

export const actions = ['create', 'update', 'delete', 'disable', 'stagedDelete', 'other'] as const;
export const statuses = ['success', 'failure', 'skipped', 'warning'] as const;
export type Action = (typeof actions)[number];
export type Status = (typeof statuses)[number];

/** What one cycle of a provisioning job did, counted as CSV2SCIM counts: entries by action and status. */
export interface CycleStatistics {
  cycleId: string;
  jobId: string;
  /** Of the first and the last entry, as the log spells it. */
  startDateTime: string;
  endDateTime: string;
  /** Distinct changeIds. */
  changes: number;
  /** Distinct sourceIdentity.ids. */
  users: number;
  actions: Record<Action, Record<Status, number>>;
}

/** What went wrong in a cycle, and how often: failures and warnings by Entra's code. No person can be seen in it. */
export interface CycleError {
  errorCode: string;
  errorCategory: string;
  action: Action;
  count: number;
}

export interface CountedCycle {
  statistics: CycleStatistics;
  errors: CycleError[];
  /** How many entries it has so far. */
  entries: number;
}

/** An action that is not known counts as other; PowerShell compares without case, and so did CSV2SCIM. */
export const actionOf = (text: string): Action => known(actions, text) ?? 'other';

/** A status that is not known counts as a warning. */
export const statusOf = (text: string): Status => known(statuses, text) ?? 'warning';

export const known = <T extends string>(names: readonly T[], text: string): T | undefined =>
  names.find((name) => name.toLowerCase() === text.toLowerCase());

/**
 * Counts entries by cycle, in any order, each `id` once. It remembers 8 to 16 bytes for each id, change and user; among a
 * million of them, the chance that any two are taken for one is about 1 in 9,000.
 */
export function createCount(jobId: string) {
  const ids = new DistinctCounter();
  const cycles = new Map<string, ReturnType<typeof createCycle>>();
  return {
    add(entries: readonly LogEntry[]): void {
      for (const entry of entries) {
        if (entry.id !== '' && !ids.add(hashText(entry.id))) continue;
        let cycle = cycles.get(entry.cycleId);
        if (cycle === undefined) {
          cycle = createCycle(jobId, entry);
          cycles.set(entry.cycleId, cycle);
        }
        cycle.add(entry);
      }
    },
    /** Oldest first. */
    cycles: (): CountedCycle[] =>
      [...cycles.values()]
        .map((cycle) => cycle.counted())
        .sort((a, b) => compareTimes(a.statistics.startDateTime, b.statistics.startDateTime)),
  };
}

function createCycle(jobId: string, { cycleId, activityDateTime }: LogEntry) {
  const statistics: CycleStatistics = {
    cycleId,
    jobId,
    startDateTime: activityDateTime,
    endDateTime: activityDateTime,
    changes: 0,
    users: 0,
    actions: noActions(),
  };
  const [changes, users] = [new DistinctCounter(), new DistinctCounter()];
  const errors = new Map<string, CycleError>();
  let entries = 0;
  return {
    add(entry: LogEntry): void {
      entries++;
      const { activityDateTime: time } = entry;
      const { startDateTime, endDateTime } = statistics;
      if (time !== '' && (startDateTime === '' || compareTimes(time, startDateTime) < 0))
        statistics.startDateTime = time;
      if (compareTimes(time, endDateTime) > 0) statistics.endDateTime = time;
      if (changes.add(hashText(entry.changeId))) statistics.changes++;
      if (users.add(hashText(entry.sourceId))) statistics.users++;
      const [action, status] = [actionOf(entry.action), statusOf(entry.status)];
      statistics.actions[action][status]++;
      if (status === 'failure' || (status === 'warning' && entry.error !== undefined)) addError(entry, action, errors);
    },
    counted: (): CountedCycle => ({ statistics, errors: [...errors.values()], entries }),
  };
}

function addError({ error }: LogEntry, action: Action, errors: Map<string, CycleError>): void {
  const [errorCode, errorCategory] = [wordOf(error?.errorCode ?? ''), wordOf(error?.errorCategory ?? '')];
  const key = `${errorCode} ${errorCategory} ${action}`;
  const group = errors.get(key);
  if (group === undefined) errors.set(key, { errorCode, errorCategory, action, count: 1 });
  else group.count++;
}

const noActions = (): CycleStatistics['actions'] =>
  Object.fromEntries(
    actions.map((action) => [action, Object.fromEntries(statuses.map((status) => [status, 0]))]),
  ) as CycleStatistics['actions'];

/** Entries of one millisecond are told apart by their text: the order in which they come must not matter. */
export const compareTimes = (a: string, b: string): number =>
  Date.parse(a) - Date.parse(b) || (a < b ? -1 : a > b ? 1 : 0);

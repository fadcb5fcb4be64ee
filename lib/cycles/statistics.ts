import type { LogEntry } from '../graph/logs/logEntry';
import { type Action, actions, parseAction, parseStatus, type Status, statuses } from '../graph/logs/vocabulary';
import { DistinctCounter, hashText } from './distinctCounter';
import { redactUnlessCode } from './redact';

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

/**
 * Counts entries by cycle, in any order, each `id` once. It remembers 8 to 16 bytes for each id, change and user; among a
 * million of them, the chance that any two are taken for one is about 1 in 9,000.
 */
export function createCycleCounter(jobId: string) {
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
      const [action, status] = [parseAction(entry.action), parseStatus(entry.status)];
      statistics.actions[action][status]++;
      if (status === 'failure' || (status === 'warning' && entry.error !== undefined)) addError(entry, action, errors);
    },
    counted: (): CountedCycle => ({ statistics, errors: [...errors.values()], entries }),
  };
}

function addError({ error }: LogEntry, action: Action, errors: Map<string, CycleError>): void {
  const [errorCode, errorCategory] = [
    redactUnlessCode(error?.errorCode ?? ''),
    redactUnlessCode(error?.errorCategory ?? ''),
  ];
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

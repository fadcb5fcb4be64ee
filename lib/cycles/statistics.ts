import type { LogEntry } from '../graph/logs/logEntry';
import { type Action, actions, parseAction, parseStatus, type Status, statuses } from '../graph/logs/vocabulary';
import { TextSet } from '../textHash';
import { redactUnlessCode } from './redact';

/** The entries of one cycle of a provisioning job by action and status, as CSV2SCIM counts them. */
export interface CycleStatistics {
  cycleId: string;
  jobId: string;
  /** The time of the first and the last entry, as the log spells it. */
  startDateTime: string;
  endDateTime: string;
  /** The number of distinct changeIds. */
  changes: number;
  /** The number of distinct sourceIdentity.ids. */
  users: number;
  actions: Record<Action, Record<Status, number>>;
}

/** The failures and warnings of a cycle with one error code. Holds no personal data. */
export interface CycleError {
  errorCode: string;
  errorCategory: string;
  action: Action;
  count: number;
}

export interface CountedCycle {
  statistics: CycleStatistics;
  errors: CycleError[];
  /** The number of entries so far. */
  entries: number;
}

/**
 * Counts entries by cycle, in any order. Entries with the same `id` count once. It keeps a hash of
 * 16 to 32 bytes for each id, change and user. Among a million, two have the same hash with a chance
 * of about 1 in 9,000.
 */
export function createCycleCounter(jobId: string) {
  const ids = new TextSet();
  const cycles = new Map<string, ReturnType<typeof createCycle>>();
  return {
    add(entries: readonly LogEntry[]): void {
      for (const entry of entries) {
        if (entry.id !== '' && !ids.add(entry.id)) continue;
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
        .map((cycle) => cycle.result())
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
    actions: createZeroCounts(),
  };
  const [changes, users] = [new TextSet(), new TextSet()];
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
      if (changes.add(entry.changeId)) statistics.changes++;
      if (users.add(entry.sourceId)) statistics.users++;
      const [action, status] = [parseAction(entry.action), parseStatus(entry.status)];
      statistics.actions[action][status]++;
      if (status === 'failure' || (status === 'warning' && entry.error !== undefined)) addError(entry, action, errors);
    },
    result: (): CountedCycle => ({ statistics, errors: [...errors.values()], entries }),
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

const createZeroCounts = (): CycleStatistics['actions'] =>
  Object.fromEntries(
    actions.map((action) => [action, Object.fromEntries(statuses.map((status) => [status, 0]))]),
  ) as CycleStatistics['actions'];

/**
 * Compares times. Entries of one millisecond are compared by their text, so that the order of
 * reading does not matter.
 */
export const compareTimes = (a: string, b: string): number =>
  Date.parse(a) - Date.parse(b) || (a < b ? -1 : a > b ? 1 : 0);

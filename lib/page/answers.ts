import type { CycleStatistics } from '../cycles/statistics';
import type { LogEntry } from '../graph/logs/logEntry';
import {
  type Action,
  type LoggedOutcome,
  parseAction,
  parseStatus,
  type Status,
  statuses,
  toOutcome,
} from '../graph/logs/vocabulary';
import type { PageInput } from './input';

/**
 * What Entra did with a person, the most urgent first. If one cycle has several entries for a
 * person, the first outcome in this order counts. The page shows deletions and unknown actions
 * separately. `outcomes.csv` has them as `disabled` and `updated`.
 */
export type Outcome = LoggedOutcome | 'deleted' | 'other';
export const outcomes = [
  'failed',
  'warning',
  'created',
  'updated',
  'disabled',
  'deleted',
  'skipped',
  'other',
] as const satisfies readonly Outcome[];

/** What Entra did with the file's people. */
export interface Answers {
  /** The cycles that ended after the file was read, newest first. */
  cycles: readonly CycleStatistics[];
  counts: Readonly<Record<Outcome, number>>;
  /** `people` when all log entries are available, else `changes`: one person can have several. */
  counted: 'people' | 'changes';
  /** People of the file without a log entry. */
  unanswered: number;
  /** Failures and warnings in each person's newest cycle, without repetitions. */
  troubles: readonly LogEntry[];
  /** One entry for each person whose newest cycle disabled or deleted the account. */
  gone: readonly LogEntry[];
}

export function collectAnswers({ report, cycles: all, entries: given }: PageInput): Answers {
  const since = Date.parse(report.inspectedAt ?? '') || 0;
  const cycles = all.filter(({ endDateTime }) => !(Date.parse(endDateTime) < since));
  const entries = selectNewestEntries(given, cycles);
  const byPerson = classifyPeople(entries);
  const complete = isComplete(given, cycles);
  const counts = complete ? countOutcomes(byPerson.values()) : countOfChanges(cycles, byPerson);
  const known = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
  return {
    cycles,
    counts,
    counted: complete ? 'people' : 'changes',
    unanswered: Math.max(0, report.records.valid - known),
    troubles: selectTroubles(entries),
    gone: selectLeavers(entries, byPerson),
  };
}

/** Counts the people with a failure or a warning. */
export const countTroubled = ({ counts }: Answers): number => counts.failed + counts.warning;

function classifyChange(action: Action, status: Status): Outcome {
  if (status === 'success' && (action === 'delete' || action === 'stagedDelete')) return 'deleted';
  if (status === 'success' && action === 'other') return 'other';
  return toOutcome(action, status);
}

const classifyEntry = ({ action, status }: LogEntry): Outcome =>
  classifyChange(parseAction(action), parseStatus(status));

/** Selects each person's entries in the newest cycle that contains the person. */
function selectNewestEntries(entries: readonly LogEntry[], cycles: readonly CycleStatistics[]): LogEntry[] {
  const age = new Map(cycles.map(({ cycleId }, index) => [cycleId, index]));
  const ageOf = ({ cycleId }: LogEntry): number => age.get(cycleId) ?? Number.POSITIVE_INFINITY;
  const newest = new Map<string, number>();
  for (const entry of entries)
    newest.set(entry.sourceId, Math.min(ageOf(entry), newest.get(entry.sourceId) ?? Number.POSITIVE_INFINITY));
  return entries.filter((entry) => age.has(entry.cycleId) && ageOf(entry) === newest.get(entry.sourceId));
}

function classifyPeople(entries: readonly LogEntry[]): Map<string, Outcome> {
  const people = new Map<string, Outcome>();
  for (const entry of entries) {
    const [before, outcome] = [people.get(entry.sourceId), classifyEntry(entry)];
    if (before === undefined || outcomes.indexOf(outcome) < outcomes.indexOf(before))
      people.set(entry.sourceId, outcome);
  }
  return people;
}

function isComplete(entries: readonly LogEntry[], cycles: readonly CycleStatistics[]): boolean {
  const known = new Set(cycles.map(({ cycleId }) => cycleId));
  const ids = new Set(entries.filter(({ cycleId }) => known.has(cycleId)).map(({ id }) => id));
  return ids.size >= cycles.flatMap(listActionCounts).reduce((sum, [, , count]) => sum + count, 0);
}

/**
 * Counts changes from the cycle statistics. Failures and warnings are counted by person, because
 * Entra repeats them in every cycle.
 */
function countOfChanges(
  cycles: readonly CycleStatistics[],
  byPerson: ReadonlyMap<string, Outcome>,
): Record<Outcome, number> {
  const counts = countOutcomes([]);
  for (const [action, status, count] of cycles.flatMap(listActionCounts))
    counts[classifyChange(action, status)] += count;
  const { failed, warning } = countOutcomes(byPerson.values());
  return failed + warning > 0 ? { ...counts, failed, warning } : counts;
}

function countOutcomes(found: Iterable<Outcome>): Record<Outcome, number> {
  const counts = { failed: 0, warning: 0, created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, other: 0 };
  for (const outcome of found) counts[outcome]++;
  return counts;
}

export const listActionCounts = ({ actions }: CycleStatistics): [Action, Status, number][] =>
  (Object.keys(actions) as Action[]).flatMap((action) =>
    statuses.map((status): [Action, Status, number] => [action, status, actions[action][status]]),
  );

function selectLeavers(entries: readonly LogEntry[], byPerson: ReadonlyMap<string, Outcome>): LogEntry[] {
  const gone = entries.filter((entry) => ['disabled', 'deleted'].includes(classifyEntry(entry)));
  const ended = gone.filter(({ sourceId }) => ['disabled', 'deleted'].includes(byPerson.get(sourceId) ?? ''));
  return [...new Map(ended.map((entry) => [entry.sourceId, entry])).values()];
}

function selectTroubles(entries: readonly LogEntry[]): LogEntry[] {
  const troubles = new Map<string, LogEntry>();
  for (const entry of entries) {
    const { sourceId, action, status, error } = entry;
    const key = JSON.stringify([sourceId, action, status, error?.errorCode]);
    if (['failed', 'warning'].includes(classifyEntry(entry)) && !troubles.has(key)) troubles.set(key, entry);
  }
  return [...troubles.values()].sort((a, b) => outcomes.indexOf(classifyEntry(a)) - outcomes.indexOf(classifyEntry(b)));
}

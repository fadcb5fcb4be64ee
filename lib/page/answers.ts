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
 * What became of a person, most urgent first: when a person has several entries in one cycle, the
 * first of these counts. The page shows deletions and unknown actions apart, while `outcomes.csv`
 * has them as `disabled` and `updated`.
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

/** What Entra answered to the file. */
export interface Answers {
  /** The cycles that ended after the file was read, newest first. */
  cycles: readonly CycleStatistics[];
  counts: Readonly<Record<Outcome, number>>;
  /** Of people when every entry was given, else of changes, of which one person may have several. */
  counted: 'people' | 'changes';
  /** People of the file of whom no cycle has said anything. */
  unanswered: number;
  /** Failures and warnings of each person's newest cycle, each once. */
  troubles: readonly LogEntry[];
  /** One entry for each person whose newest cycle disabled or deleted them. */
  gone: readonly LogEntry[];
}

export function answersOf({ report, cycles: all, entries: given }: PageInput): Answers {
  const since = Date.parse(report.inspectedAt ?? '') || 0;
  const cycles = all.filter(({ endDateTime }) => !(Date.parse(endDateTime) < since));
  const entries = newestOf(given, cycles);
  const byPerson = outcomesOf(entries);
  const complete = isComplete(given, cycles);
  const counts = complete ? countOf(byPerson.values()) : countOfChanges(cycles, byPerson);
  const known = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
  return {
    cycles,
    counts,
    counted: complete ? 'people' : 'changes',
    unanswered: Math.max(0, report.records.valid - known),
    troubles: troublesOf(entries),
    gone: goneOf(entries, byPerson),
  };
}

/** How many people somebody has to look after. */
export const inTrouble = ({ counts }: Answers): number => counts.failed + counts.warning;

export function outcomeOf(action: Action, status: Status): Outcome {
  if (status === 'success' && (action === 'delete' || action === 'stagedDelete')) return 'deleted';
  if (status === 'success' && action === 'other') return 'other';
  return toOutcome(action, status);
}

const outcomeOfEntry = ({ action, status }: LogEntry): Outcome => outcomeOf(parseAction(action), parseStatus(status));

/** Each person's entries in the newest of the cycles that knows the person: what came later is what counts. */
function newestOf(entries: readonly LogEntry[], cycles: readonly CycleStatistics[]): LogEntry[] {
  const age = new Map(cycles.map(({ cycleId }, index) => [cycleId, index]));
  const ageOf = ({ cycleId }: LogEntry): number => age.get(cycleId) ?? Number.POSITIVE_INFINITY;
  const newest = new Map<string, number>();
  for (const entry of entries)
    newest.set(entry.sourceId, Math.min(ageOf(entry), newest.get(entry.sourceId) ?? Number.POSITIVE_INFINITY));
  return entries.filter((entry) => age.has(entry.cycleId) && ageOf(entry) === newest.get(entry.sourceId));
}

function outcomesOf(entries: readonly LogEntry[]): Map<string, Outcome> {
  const people = new Map<string, Outcome>();
  for (const entry of entries) {
    const [before, outcome] = [people.get(entry.sourceId), outcomeOfEntry(entry)];
    if (before === undefined || outcomes.indexOf(outcome) < outcomes.indexOf(before))
      people.set(entry.sourceId, outcome);
  }
  return people;
}

function isComplete(entries: readonly LogEntry[], cycles: readonly CycleStatistics[]): boolean {
  const known = new Set(cycles.map(({ cycleId }) => cycleId));
  const ids = new Set(entries.filter(({ cycleId }) => known.has(cycleId)).map(({ id }) => id));
  return ids.size >= cycles.flatMap(cellsOf).reduce((sum, [, , count]) => sum + count, 0);
}

/** The changes as the cycles count them; but failures and warnings by person, for Entra repeats these in every cycle. */
function countOfChanges(
  cycles: readonly CycleStatistics[],
  byPerson: ReadonlyMap<string, Outcome>,
): Record<Outcome, number> {
  const counts = countOf([]);
  for (const [action, status, count] of cycles.flatMap(cellsOf)) counts[outcomeOf(action, status)] += count;
  const { failed, warning } = countOf(byPerson.values());
  return failed + warning > 0 ? { ...counts, failed, warning } : counts;
}

function countOf(found: Iterable<Outcome>): Record<Outcome, number> {
  const counts = { failed: 0, warning: 0, created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, other: 0 };
  for (const outcome of found) counts[outcome]++;
  return counts;
}

export const cellsOf = ({ actions }: CycleStatistics): [Action, Status, number][] =>
  (Object.keys(actions) as Action[]).flatMap((action) =>
    statuses.map((status): [Action, Status, number] => [action, status, actions[action][status]]),
  );

function goneOf(entries: readonly LogEntry[], byPerson: ReadonlyMap<string, Outcome>): LogEntry[] {
  const gone = entries.filter((entry) => ['disabled', 'deleted'].includes(outcomeOfEntry(entry)));
  const ended = gone.filter(({ sourceId }) => ['disabled', 'deleted'].includes(byPerson.get(sourceId) ?? ''));
  return [...new Map(ended.map((entry) => [entry.sourceId, entry])).values()];
}

function troublesOf(entries: readonly LogEntry[]): LogEntry[] {
  const troubles = new Map<string, LogEntry>();
  for (const entry of entries) {
    const { sourceId, action, status, error } = entry;
    const key = JSON.stringify([sourceId, action, status, error?.errorCode]);
    if (['failed', 'warning'].includes(outcomeOfEntry(entry)) && !troubles.has(key)) troubles.set(key, entry);
  }
  return [...troubles.values()].sort(
    (a, b) => outcomes.indexOf(outcomeOfEntry(a)) - outcomes.indexOf(outcomeOfEntry(b)),
  );
}

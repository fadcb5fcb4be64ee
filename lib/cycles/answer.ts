import type { LogEntry } from '../graph/logs/logEntry';
import {
  type Action,
  type LoggedOutcome,
  loggedOutcomes,
  parseAction,
  parseStatus,
  toOutcome,
} from '../graph/logs/vocabulary';
import { redactUnlessCode } from './redact';

/** What the newest cycle that knows a person said. */
export interface Answer {
  outcome: LoggedOutcome;
  action: Action;
  errorCode: string;
  cycleId: string;
  /** Milliseconds since 1970, of the newest entry. */
  time: number;
}

export function createAnswer({ action: text, status, error, cycleId, activityDateTime }: LogEntry): Answer {
  const action = parseAction(text);
  const outcome = toOutcome(action, parseStatus(status));
  const errorCode = error === undefined || error.errorCode === '' ? '' : redactUnlessCode(error.errorCode);
  return { outcome, action, errorCode, cycleId, time: Date.parse(activityDateTime) };
}

/** What counts of two answers about a person, whichever was read first: the newer cycle's, and in one cycle the more urgent. */
function newerAnswer(one: Answer, other: Answer): Answer {
  if (one.cycleId !== other.cycleId) return one.time >= other.time ? one : other;
  const urgent = loggedOutcomes.indexOf(one.outcome) <= loggedOutcomes.indexOf(other.outcome) ? one : other;
  return { ...urgent, time: Math.max(one.time, other.time) };
}

/** People's answers, by the hash that stands for each. */
export type Answers = Map<bigint, Answer>;

/** Adds an answer; says whether that changed anything. */
export function addAnswer(answers: Answers, person: bigint, answer: Answer): boolean {
  const before = answers.get(person);
  const after = before === undefined ? answer : newerAnswer(before, answer);
  const same =
    before !== undefined &&
    after.time === before.time &&
    after.outcome === before.outcome &&
    after.cycleId === before.cycleId;
  if (!same) answers.set(person, after);
  return !same;
}

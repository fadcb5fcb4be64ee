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

/** The outcome of a person in the newest cycle that has entries of that person. */
export interface Answer {
  outcome: LoggedOutcome;
  action: Action;
  errorCode: string;
  cycleId: string;
  /** The time of the newest entry in milliseconds since 1970. */
  time: number;
}

/** Creates an answer from one log entry. */
export function createAnswer({ action: text, status, error, cycleId, activityDateTime }: LogEntry): Answer {
  const action = parseAction(text);
  const outcome = toOutcome(action, parseStatus(status));
  const errorCode = error === undefined || error.errorCode === '' ? '' : redactUnlessCode(error.errorCode);
  return { outcome, action, errorCode, cycleId, time: Date.parse(activityDateTime) };
}

/**
 * Chooses between two answers about a person: the one of the newer cycle, or the more urgent one in
 * the same cycle. The order of reading does not matter.
 */
function newerAnswer(one: Answer, other: Answer): Answer {
  if (one.cycleId !== other.cycleId) return one.time >= other.time ? one : other;
  const urgent = loggedOutcomes.indexOf(one.outcome) <= loggedOutcomes.indexOf(other.outcome) ? one : other;
  return { ...urgent, time: Math.max(one.time, other.time) };
}

/** Answers by person key (`personKey()`). */
export type Answers = Map<bigint, Answer>;

/** Adds an answer. @returns whether that changed anything */
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

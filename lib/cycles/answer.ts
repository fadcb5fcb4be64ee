import type { LogEntry } from '../graph/logs/logEntry';
import { wordOf } from './redact';
import { type Action, actionOf, type Status, statusOf } from './statistics';

/** What Entra said of a person, the most urgent first: of several entries in one cycle the first in this order counts. */
export const answers = ['failed', 'warning', 'created', 'updated', 'disabled', 'skipped'] as const;
export type AnswerWord = (typeof answers)[number];

/** What the newest cycle that knows a person said. */
export interface Answer {
  outcome: AnswerWord;
  action: Action;
  errorCode: string;
  cycleId: string;
  /** Milliseconds since 1970, of the newest entry. */
  time: number;
}

const done: Readonly<Record<Action, AnswerWord>> = {
  create: 'created',
  update: 'updated',
  other: 'updated',
  disable: 'disabled',
  delete: 'disabled',
  stagedDelete: 'disabled',
};

function wordFor(action: Action, status: Status): AnswerWord {
  if (status === 'failure') return 'failed';
  return status === 'success' ? done[action] : status;
}

export function answerOf({ action: text, status, error, cycleId, activityDateTime }: LogEntry): Answer {
  const action = actionOf(text);
  const outcome = wordFor(action, statusOf(status));
  const errorCode = error === undefined || error.errorCode === '' ? '' : wordOf(error.errorCode);
  return { outcome, action, errorCode, cycleId, time: Date.parse(activityDateTime) };
}

/** What counts of two answers about a person, whichever was read first: the newer cycle's, and in one cycle the more urgent. */
function newerAnswer(one: Answer, other: Answer): Answer {
  if (one.cycleId !== other.cycleId) return one.time >= other.time ? one : other;
  const urgent = answers.indexOf(one.outcome) <= answers.indexOf(other.outcome) ? one : other;
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

/** The actions and statuses of the provisioning logs. CSV2SCIM counts the same ones. */
export const actions = ['create', 'update', 'delete', 'disable', 'stagedDelete', 'other'] as const;
export const statuses = ['success', 'failure', 'skipped', 'warning'] as const;
export type Action = (typeof actions)[number];
export type Status = (typeof statuses)[number];

/** Parses an action and ignores its case. An unknown action counts as `other`. */
export const parseAction = (text: string): Action => matchName(actions, text) ?? 'other';

/** Parses a status and ignores its case. An unknown status counts as `warning`. */
export const parseStatus = (text: string): Status => matchName(statuses, text) ?? 'warning';

/** Finds a name and ignores its case. */
export const matchName = <T extends string>(names: readonly T[], text: string): T | undefined =>
  names.find((name) => name.toLowerCase() === text.toLowerCase());

/** The outcome of a person's record, most urgent first. `outcomes.csv` uses these words. */
export const outcomes = [
  'rejected',
  'failed',
  'warning',
  'no answer yet',
  'created',
  'updated',
  'disabled',
  'skipped',
  'unchanged',
] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcomes that the provisioning logs report. */
export type LoggedOutcome = Exclude<Outcome, 'rejected' | 'no answer yet' | 'unchanged'>;
const isLogged = (outcome: Outcome): outcome is LoggedOutcome =>
  outcome !== 'rejected' && outcome !== 'no answer yet' && outcome !== 'unchanged';
/** Most urgent first: when a person has several entries in one cycle, the first of these counts. */
export const loggedOutcomes = outcomes.filter(isLogged);

const successes: Readonly<Record<Action, LoggedOutcome>> = {
  create: 'created',
  update: 'updated',
  other: 'updated',
  disable: 'disabled',
  delete: 'disabled',
  stagedDelete: 'disabled',
};

/** Converts a log entry's action and status to an outcome. */
export function toOutcome(action: Action, status: Status): LoggedOutcome {
  if (status === 'failure') return 'failed';
  return status === 'success' ? successes[action] : status;
}

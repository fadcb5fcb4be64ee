import { Csv2ScimError } from '../../errors';
import type { JobState } from '../../graph/provisioning/jobs';
import type { Mapping } from '../../mapping/file/parse';
import type { Checkpoint, Reason } from '../checkpoint';
import { mostResendsAfterFailure, mostResendsUnanswered } from '../people/due';
import type { SavedPlan } from '../plan';
import type { EndState, State } from '../states';
import type { StateChange } from './changeState';

/** The state that an ingestion enters, with its reasons; with a delay, it is tried again. */
export interface NextState<S extends State = State> extends StateChange {
  state: S;
  reasons: readonly Reason[];
  begun: 0;
}

/** Between two attempts, in seconds. */
export const [shortestWait, longestWait] = [60, 15 * 60];
/** Between two looks at the provisioning job, in seconds. */
export const jobCheckInterval = 10 * 60;

/** What an ingestion changes to, without a delay. */
export const createNextState = <S extends State>(state: S, reasons: readonly Reason[]): NextState<S> => ({
  state,
  reasons,
  begun: 0,
});
export const oneReason = (code: string, message: string): Reason[] => [{ code, message }];
export const waiting = (reasons: readonly Reason[], delaySeconds: number): NextState => ({
  ...createNextState('waiting', reasons),
  delaySeconds,
});

export const noValidRecord = ({ records }: Pick<SavedPlan, 'records'>): NextState =>
  createNextState('rejected', oneReason('no_valid_record', describeNoValidRecord(records)));

/** Why a file without a valid record cannot be used. */
export const describeNoValidRecord = ({ read, rejected }: SavedPlan['records']): string =>
  rejected > 0
    ? 'no record of the file can be sent: rejected.csv says why, line by line'
    : `records.where skips every record of the file (${read}): nobody is left to send`;

/** The time budget is spent: another invocation continues at once. */
export const timeBudgetSpent: NextState = { ...createNextState('uploading', []), delaySeconds: 0 };

/** The whole plan was accepted. */
export const accepted = createNextState('accepted', []);

/**
 * Reasons that need a person: people whom only their refresh sends again, and people who may or
 * may not have left.
 */
export const reasonsToAct = ({ givenUp, unanswered, activeEmpty = 0, absenceNotApplied = 0 }: SavedPlan): Reason[] => [
  ...(givenUp === 0
    ? []
    : oneReason(
        'given_up',
        `${countPeople(givenUp)} sent ${mostResendsAfterFailure + 1} times in a row and failed each time: outcomes.csv of the file that was sent last says who must act`,
      )),
  ...(unanswered === 0
    ? []
    : oneReason(
        'unanswered',
        `${countPeople(unanswered)} sent ${mostResendsUnanswered + 1} times, and Entra's provisioning logs say nothing of them: outcomes.csv of the file that was sent last says who must act`,
      )),
  ...(activeEmpty === 0
    ? []
    : oneReason(
        'active_empty',
        `${activeEmpty === 1 ? '1 person is' : `${activeEmpty} people are`} active in Entra, and active is empty in their record: it was rejected, and they stay enabled. rejected.csv shows the records`,
      )),
  ...(absenceNotApplied === 0
    ? []
    : oneReason(
        'absence_not_applied',
        `${absenceNotApplied === 1 ? '1 record has' : `${absenceNotApplied} records have`} no usable externalId: nobody was deactivated for absence from this file. rejected.csv shows the records`,
      )),
];

/**
 * The note that the provisioning logs lack most people of these days, so that none of them counts
 * as unanswered.
 */
export const mostlyUnanswered = (days: readonly number[]): Reason => ({
  code: 'mostly_unanswered',
  message: `Entra's provisioning logs say nothing of most people who were sent on ${days.map(formatDay).join(', ')}: nobody of them is sent again for that. Look at the provisioning job and its logs`,
});

const formatDay = (day: number): string => new Date(day * 24 * 3_600_000).toISOString().slice(0, 10);

const countPeople = (count: number): string => (count === 1 ? '1 person was' : `${count} people were`);

/** Nobody of the file is new, changed, or due. */
export const nothingToSend = createNextState(
  'unchanged',
  oneReason('nothing_to_send', 'nobody in the file is new or changed, and nobody is due to be sent again'),
);

export const unchanged = createNextState(
  'unchanged',
  oneReason('same_content', 'the file says the same as the last accepted one, and nothing was sent since'),
);

/** A safeguard fired: nothing more is sent until somebody decides. */
export const held = (reasons: readonly Reason[]): NextState => createNextState('held', reasons);

/** Somebody discarded the file. */
export const discarded = createNextState(
  'rejected',
  oneReason('discarded', 'somebody discarded the file: nothing more of it is sent'),
);

export const superseded = (newerId: string): NextState<EndState> =>
  createNextState('superseded', oneReason('newer_file', `a newer file of the feed took its place: ${newerId}`));

export const mappingChanged = createNextState(
  'superseded',
  oneReason('mapping_changed', 'the mapping or its job was changed: the file starts anew under today’s'),
);

/**
 * A blob that was replaced or removed before its ingestion ended: its people are in the newer one,
 * or nowhere.
 */
export const blobReplaced = ({ content }: Mapping): NextState<EndState> =>
  content === 'full'
    ? createNextState(
        'superseded',
        oneReason('blob_replaced', 'the file was replaced or removed before it was accepted'),
      )
    : createNextState(
        'failed',
        oneReason(
          'blob_replaced',
          'the file was replaced or removed before it was accepted: if its people are not in another file, upload them again',
        ),
      );

export const newerFirst = (newerId: string): NextState =>
  waiting(oneReason('newer_first', `a newer file of the feed is being read first: ${newerId}`), shortestWait);

/** Waits for an older file; one that was not started yet has no id. */
export const olderFirst = (olderId = 'it was not started yet'): NextState =>
  waiting(oneReason('older_first', `an older file of the feed comes first: ${olderId}`), shortestWait);

export const olderHeld = (olderId: string): NextState =>
  waiting(
    oneReason(
      'older_held',
      `an older file of the feed comes first, and waits for a decision: release or discard ${olderId}`,
    ),
    longestWait,
  );

export const jobBusy = waiting(oneReason('job_busy', 'another file is being sent to the same provisioning job'), 15);

/** The waiting state for a job that is paused or in quarantine; `undefined` for any other job. */
export function waitForJob({ code, quarantineReason }: JobState, checkpoint: Checkpoint): NextState | undefined {
  const reasons = code === 'Paused' ? jobPaused : code === 'Quarantine' ? jobQuarantined(quarantineReason) : undefined;
  return reasons && withoutTrouble(waiting(reasons, jobCheckInterval), checkpoint);
}

const jobPaused = oneReason(
  'job_paused',
  'the provisioning job is paused: start it in the portal. Do not restart it: a restart may clear what was uploaded',
);

const jobQuarantined = (reason: string | undefined): Reason[] =>
  oneReason(
    'job_quarantined',
    `the provisioning job is in quarantine${reason === undefined ? '' : ` (${reason})`}: fix its cause, then start the job in the portal. Do not restart it: a restart clears what was uploaded`,
  );

/** The wait does not count as time of transient errors. */
export function withoutTrouble(next: NextState, { troubledSince }: Checkpoint): NextState {
  if (troubledSince === undefined) return next;
  const since = Date.parse(troubledSince) + (next.delaySeconds ?? 0) * 1000;
  return { ...next, troubledSince: new Date(since).toISOString() };
}

/** Stops an upload; it carries the state that the ingestion enters. */
export class UploadStoppedError extends Csv2ScimError {
  readonly code = 'stopped';
  constructor(readonly nextState: NextState) {
    super('the upload was stopped');
  }
}

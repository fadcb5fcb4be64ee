import {
  Csv2ScimError,
  FileError,
  formatProblem,
  GraphError,
  MappingError,
  QuotaError,
  SettingsError,
  StateError,
} from '../../errors';
import type { JobState } from '../../graph/provisioning/jobs';
import type { Mapping } from '../../mapping/file/parse';
import type { Checkpoint, Reason } from '../checkpoint';
import { mostRepeats, mostSilences } from '../people/due';
import { PlanError, type SavedPlan } from '../plan';
import { BlobReplacedError } from '../storage/blobs';
import { isTransientStorageError } from '../storage/calls';
import { LeaseLostError } from '../storage/lease';
import type { StateChange } from './changeState';

/** The state that an ingestion enters after an error or a decision; with a delay, it is retried. */
export interface NextState extends StateChange {
  state: Checkpoint['state'];
  reasons: readonly Reason[];
  begun: 0;
}

const mostCrashes = 5;
const longestTransientError = 72 * 60 * 60 * 1000;
const longestRequestedDelay = 24 * 60 * 60;
const [shortestDelay, longestDelay] = [60, 15 * 60];
/** Between two looks at the provisioning job, in seconds. */
export const jobCheckInterval = 10 * 60;
/** Between two single requests that find out whether bulkUpload works again, in seconds. */
const apiProbeInterval = 10 * 60;

/** What an ingestion changes to, without a delay. */
const createNextState = (state: Checkpoint['state'], reasons: readonly Reason[]): NextState => ({
  state,
  reasons,
  begun: 0,
});
const oneReason = (code: string, message: string): Reason[] => [{ code, message }];
const waiting = (reasons: readonly Reason[], delaySeconds: number): NextState => ({
  ...createNextState('waiting', reasons),
  delaySeconds,
});

export const noValidRecord = createNextState(
  'rejected',
  oneReason('no_valid_record', 'no record of the file can be sent: rejected.csv says why, line by line'),
);

/** The time budget is spent: another invocation continues at once. */
export const timeBudgetSpent: NextState = { ...createNextState('uploading', []), delaySeconds: 0 };

/** The whole plan was accepted. */
export const accepted = createNextState('accepted', []);

/**
 * People for whom a person must act: who are not sent again by themselves, or whom the file does
 * not tell whether they left.
 */
export const reasonsToAct = ({ givenUp, unanswered, activeEmpty = 0, absenceNotApplied = 0 }: SavedPlan): Reason[] => [
  ...(givenUp === 0
    ? []
    : oneReason(
        'given_up',
        `${countPeople(givenUp)} sent ${mostRepeats + 1} times in a row and failed each time: outcomes.csv of the file that was sent last says who must act`,
      )),
  ...(unanswered === 0
    ? []
    : oneReason(
        'unanswered',
        `${countPeople(unanswered)} sent ${mostSilences + 1} times, and Entra's provisioning logs say nothing of them: outcomes.csv of the file that was sent last says who must act`,
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

export const superseded = (newerId: string): NextState =>
  createNextState('superseded', oneReason('newer_file', `a newer file of the feed took its place: ${newerId}`));

export const mappingChanged = createNextState(
  'superseded',
  oneReason('mapping_changed', 'the mapping or its job was changed: the file starts anew under today’s'),
);

/**
 * A blob that was replaced or removed before its ingestion ended: its people are in the newer one,
 * or nowhere.
 */
export const blobReplaced = ({ content }: Mapping): NextState =>
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
  waiting(oneReason('newer_first', `a newer file of the feed is being read first: ${newerId}`), shortestDelay);

/** Waits for an older file; one that was not started yet has no id. */
export const olderFirst = (olderId = 'it was not started yet'): NextState =>
  waiting(oneReason('older_first', `an older file of the feed comes first: ${olderId}`), shortestDelay);

export const olderHeld = (olderId: string): NextState =>
  waiting(
    oneReason('older_held', `an older file of the feed is held, and comes first: release or discard ${olderId}`),
    longestDelay,
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
    `the provisioning job is in quarantine${reason === undefined ? '' : ` (${reason})`}: mend its cause, then start the job in the portal. Do not restart it: a restart clears what was uploaded`,
  );

/**
 * Fails an ingestion that began again and again (the call that counts itself in among them) and
 * never came further.
 */
export function checkCrashes({ begun }: Checkpoint): NextState | undefined {
  return begun > mostCrashes ? crashed : undefined;
}

const crashed = createNextState(
  'failed',
  oneReason(
    'crashed',
    `the file's processing broke off ${mostCrashes} times without progress: look at the function's exceptions, then resume it`,
  ),
);

/** Stops an upload; it carries the state that the ingestion enters. */
export class UploadStoppedError extends Csv2ScimError {
  readonly code = 'stopped';
  constructor(readonly nextState: NextState) {
    super('the upload was stopped');
  }
}

/** bulkUpload answers 5xx again and again: the upload's sending has ended, single requests try. */
export class ApiUnavailableError extends Csv2ScimError {
  readonly code = 'unavailable';
  readonly retryAfterSeconds: number;
  constructor(cause?: GraphError) {
    const status = cause?.status === undefined ? '5xx' : String(cause.status);
    super(
      `Graph answers bulkUpload with status ${status}: it is unavailable, or the job's ingestion queue is full. One request every 10 minutes tries again`,
      { cause },
    );
    this.retryAfterSeconds = cause?.retryAfterSeconds ?? 0;
  }
}

/** The state after an error; `undefined` for an unexpected error: the host retries it. */
export function classifyError(
  error: unknown,
  checkpoint: Checkpoint,
  mapping: Mapping,
  now: number,
): NextState | undefined {
  if (error instanceof UploadStoppedError) return error.nextState;
  if (error instanceof BlobReplacedError) return blobReplaced(mapping);
  const reasons = explainError(error);
  if (error instanceof FileError || error instanceof MappingError) return createNextState('rejected', reasons);
  if (error instanceof LeaseLostError) return waiting(reasons, jobBusy.delaySeconds ?? 0);
  if (error instanceof QuotaError) return waitForQuota(error, checkpoint, now);
  if (error instanceof ApiUnavailableError) return waitForProbe(error, checkpoint, now);
  if (isTransientError(error)) return retryTransientError(error, checkpoint, now);
  if (permanentErrors.some((kind) => error instanceof kind)) return createNextState('failed', reasons);
  return checkpoint.begun >= mostCrashes ? crashed : undefined;
}

const permanentErrors = [GraphError, SettingsError, PlanError, StateError];

/** Waits for quota. */
const waitForQuota = ({ until, code, message }: QuotaError, checkpoint: Checkpoint, now: number): NextState =>
  withoutTrouble(waiting(oneReason(code, message), Math.max(1, (until - now) / 1000)), checkpoint);

/** The wait does not count as time of transient errors. */
function withoutTrouble(next: NextState, { troubledSince }: Checkpoint): NextState {
  if (troubledSince === undefined) return next;
  const since = Date.parse(troubledSince) + (next.delaySeconds ?? 0) * 1000;
  return { ...next, troubledSince: new Date(since).toISOString() };
}

/** Waits until the next request alone finds out whether bulkUpload works again. */
function waitForProbe(error: ApiUnavailableError, checkpoint: Checkpoint, now: number): NextState {
  const next = retryTransientError(error, checkpoint, now);
  const probes = checkpoint.probes === undefined ? 0 : checkpoint.probes + 1;
  return next.state === 'waiting' ? { ...next, probes } : next;
}

/** Whether a later attempt may succeed. */
const isTransientError = (error: unknown): boolean =>
  (error instanceof GraphError && error.transient) || isTransientStorageError(error);

/** Waits longer the longer the errors last, or as long as asked; fails after 72 hours of them. */
function retryTransientError(error: unknown, { troubledSince }: Checkpoint, now: number): NextState {
  const reasons = explainError(error);
  const since = troubledSince === undefined ? now : Date.parse(troubledSince);
  if (now - since >= longestTransientError) return createNextState('failed', reasons);
  const delay = Math.min(longestDelay, Math.max(shortestDelay, (now - since) / 1000));
  const delaySeconds = Math.min(requestedDelaySeconds(error) ?? delay, longestRequestedDelay);
  return { ...waiting(reasons, delaySeconds), troubledSince: new Date(since).toISOString() };
}

/** The seconds to wait that the server, or the circuit breaker, asks for. */
function requestedDelaySeconds(error: unknown): number | undefined {
  if (error instanceof ApiUnavailableError) return Math.max(apiProbeInterval, error.retryAfterSeconds);
  return error instanceof GraphError ? error.retryAfterSeconds : undefined;
}

function explainError(error: unknown): Reason[] {
  if (error instanceof MappingError)
    return error.problems.map((problem) => ({ code: error.code, message: formatProblem(problem) }));
  if (error instanceof FileError) return oneReason(error.code, `line ${error.line}: ${error.message}`);
  if (error instanceof Csv2ScimError) return oneReason(error.code, error.message);
  return isTransientStorageError(error)
    ? oneReason('storage_unavailable', 'the storage of HrStorage does not answer as it should')
    : [];
}

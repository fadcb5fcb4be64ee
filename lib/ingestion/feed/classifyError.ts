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
import type { Mapping } from '../../mapping/file/parse';
import type { Checkpoint, Reason } from '../checkpoint';
import { PlanError } from '../plan';
import { BlobReplacedError } from '../storage/blobs';
import { isTransientStorageError } from '../storage/calls';
import { LeaseLostError } from '../storage/lease';
import {
  blobReplaced,
  createNextState,
  jobBusy,
  longestWait,
  type NextState,
  oneReason,
  shortestWait,
  UploadStoppedError,
  waiting,
  withoutTrouble,
} from './nextState';

const mostCrashes = 5;
const longestTransientError = 72 * 60 * 60 * 1000;
const longestRequestedDelay = 24 * 60 * 60;
/** Between two single requests that find out whether bulkUpload works again, in seconds. */
const apiProbeInterval = 10 * 60;

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
  const reasons = reasonsFor(error);
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
  const reasons = reasonsFor(error);
  const since = troubledSince === undefined ? now : Date.parse(troubledSince);
  if (now - since >= longestTransientError) return createNextState('failed', reasons);
  const delay = Math.min(longestWait, Math.max(shortestWait, (now - since) / 1000));
  const delaySeconds = Math.min(requestedDelaySeconds(error) ?? delay, longestRequestedDelay);
  return { ...waiting(reasons, delaySeconds), troubledSince: new Date(since).toISOString() };
}

/** The seconds to wait that the server, or the circuit breaker, asks for. */
function requestedDelaySeconds(error: unknown): number | undefined {
  if (error instanceof ApiUnavailableError) return Math.max(apiProbeInterval, error.retryAfterSeconds);
  return error instanceof GraphError ? error.retryAfterSeconds : undefined;
}

function reasonsFor(error: unknown): Reason[] {
  if (error instanceof MappingError)
    return error.problems.map((problem) => ({ code: error.code, message: formatProblem(problem) }));
  if (error instanceof FileError) return oneReason(error.code, `line ${error.line}: ${error.message}`);
  if (error instanceof Csv2ScimError) return oneReason(error.code, error.message);
  return isTransientStorageError(error)
    ? oneReason('storage_unavailable', 'the storage of HrStorage does not answer as it should')
    : [];
}

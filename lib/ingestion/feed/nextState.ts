import {
  Csv2ScimError,
  FileError,
  GraphError,
  MappingError,
  QuotaError,
  SettingsError,
  StateError,
  toText,
} from '../../errors';
import type { Mapping } from '../../mapping/parse';
import type { Checkpoint, Reason } from '../checkpoint';
import { mostRepeats } from '../people/baseline';
import { type Plan, PlanError } from '../plan';
import { BlobReplacedError } from '../storage/blobs';
import { isStorageTrouble } from '../storage/calls';
import { LeaseLostError } from '../storage/lease';
import type { Change } from './changeState';

/** What an error, or a decision, makes of an ingestion; with a delay, it goes on by itself. */
export interface Outcome extends Change {
  state: Checkpoint['state'];
  reasons: readonly Reason[];
  begun: 0;
}

const mostCrashes = 5;
const longestTrouble = 24 * 60 * 60 * 1000;
const [shortestDelay, longestDelay] = [60, 15 * 60];

/** It ends, or rests until somebody decides. */
const end = (state: Checkpoint['state'], reasons: readonly Reason[]): Outcome => ({ state, reasons, begun: 0 });
const because = (code: string, message: string): Reason[] => [{ code, message }];
const waiting = (reasons: readonly Reason[], delaySeconds: number): Outcome => ({
  ...end('waiting', reasons),
  delaySeconds,
});

export const noValidRecord = end(
  'rejected',
  because('no_valid_record', 'no record of the file can be sent: rejected.csv says why, line by line'),
);

/** The time budget ran out: the rest goes on at once, in another invocation. */
export const timeIsUp: Outcome = { ...end('uploading', []), delaySeconds: 0 };

/** The whole plan was accepted. */
export const accepted = end('accepted', []);

/** People who failed so often in a row that they are not sent again by themselves. */
export const givenUp = ({ givenUp: count = 0 }: Plan): Reason[] =>
  count === 0
    ? []
    : because(
        'given_up',
        `${count === 1 ? '1 person was' : `${count} people were`} sent ${mostRepeats + 1} times in a row and failed each time: outcomes.csv of the file that was sent last says who must act`,
      );

export const unchanged = end(
  'unchanged',
  because('same_content', 'the file says the same as the last accepted one, and nothing was sent since'),
);

/** A safeguard fired: nothing more is sent until somebody decides. */
export const held = (reasons: readonly Reason[]): Outcome => end('held', reasons);

export const superseded = (newerId: string): Outcome =>
  end('superseded', because('newer_file', `a newer file of the feed took its place: ${newerId}`));

export const mappingChanged = end(
  'superseded',
  because('mapping_changed', 'the mapping or its job was changed: the file starts anew under today’s'),
);

/** A blob that was replaced or removed before its ingestion ended: its people are in the newer one, or nowhere. */
export const blobReplaced = ({ content }: Mapping): Outcome =>
  content === 'full'
    ? end('superseded', because('blob_replaced', 'the file was replaced or removed before it was accepted'))
    : end(
        'failed',
        because(
          'blob_replaced',
          'the file was replaced or removed before it was accepted: if its people are not in another file, upload them again',
        ),
      );

export const newerFirst = (newerId: string): Outcome =>
  waiting(because('newer_first', `a newer file of the feed is being read first: ${newerId}`), shortestDelay);

export const olderFirst = (olderId: string): Outcome =>
  waiting(because('older_first', `an older file of the feed comes first: ${olderId}`), shortestDelay);

export const olderHeld = (olderId: string): Outcome =>
  waiting(
    because('older_held', `an older file of the feed is held, and comes first: release or discard ${olderId}`),
    longestDelay,
  );

export const jobBusy = waiting(because('job_busy', 'another file is being sent to the same provisioning job'), 15);

/** Fails an ingestion that began again and again (the call that counts itself in among them) and never came further. */
export function tooManyCrashes({ begun }: Checkpoint): Outcome | undefined {
  return begun > mostCrashes ? crashed : undefined;
}

const crashed = end(
  'failed',
  because(
    'crashed',
    `the file's processing broke off ${mostCrashes} times without progress: look at the function's exceptions, then resume it`,
  ),
);

/** Ends or stops an upload from within: what it says is known already. */
export class Stopped extends Csv2ScimError {
  readonly code = 'stopped';
  constructor(readonly outcome: Outcome) {
    super('the upload was stopped');
  }
}

/** What becomes of the ingestion after an error; `undefined` for one that is nobody's known fault: the host tries again. */
export function outcomeOf(error: unknown, checkpoint: Checkpoint, mapping: Mapping, now: number): Outcome | undefined {
  if (error instanceof Stopped) return error.outcome;
  if (error instanceof BlobReplacedError) return blobReplaced(mapping);
  const reasons = reasonsOf(error);
  if (error instanceof FileError || error instanceof MappingError) return end('rejected', reasons);
  if (error instanceof LeaseLostError) return waiting(reasons, jobBusy.delaySeconds ?? 0);
  if (error instanceof QuotaError && error.code === 'quota_spent') return untilQuota(error, checkpoint, now);
  if (isTrouble(error)) return outcomeOfTrouble(error, checkpoint, now);
  if (known.some((kind) => error instanceof kind)) return end('failed', reasons);
  return checkpoint.begun >= mostCrashes ? crashed : undefined;
}

const known = [GraphError, SettingsError, PlanError, StateError];

/** Waits for quota, which is no trouble; trouble that came before counts on afterwards. */
function untilQuota({ until, code, message }: QuotaError, { troubledSince }: Checkpoint, now: number): Outcome {
  const delay = Math.max(1000, until - now);
  const outcome = waiting(because(code, message), delay / 1000);
  if (troubledSince === undefined) return outcome;
  return { ...outcome, troubledSince: new Date(Date.parse(troubledSince) + delay).toISOString() };
}

/** What may pass by itself. */
const isTrouble = (error: unknown): boolean =>
  (error instanceof GraphError && error.transient) || error instanceof QuotaError || isStorageTrouble(error);

/** Waits longer the longer the trouble lasts, unless it is known for how long; gives up after 24 hours of it. */
function outcomeOfTrouble(error: unknown, { troubledSince }: Checkpoint, now: number): Outcome {
  const reasons = reasonsOf(error);
  const since = troubledSince === undefined ? now : Date.parse(troubledSince);
  if (now - since >= longestTrouble) return end('failed', reasons);
  const delay = Math.min(longestDelay, Math.max(shortestDelay, (now - since) / 1000));
  const delaySeconds = Math.min(wishOf(error, now) ?? delay, longestTrouble / 1000);
  return { ...waiting(reasons, delaySeconds), troubledSince: new Date(since).toISOString() };
}

/** For how many seconds the server, or the ledger, says to wait. */
function wishOf(error: unknown, now: number): number | undefined {
  if (error instanceof QuotaError) return Math.max(1, (error.until - now) / 1000);
  return error instanceof GraphError ? error.retryAfterSeconds : undefined;
}

function reasonsOf(error: unknown): Reason[] {
  if (error instanceof MappingError)
    return error.problems.map((problem) => ({ code: error.code, message: toText(problem) }));
  if (error instanceof FileError) return because(error.code, `line ${error.line}: ${error.message}`);
  if (error instanceof Csv2ScimError) return because(error.code, error.message);
  return isStorageTrouble(error)
    ? because('storage_unavailable', 'the storage of HrStorage does not answer as it should')
    : [];
}

import { Csv2ScimError, FileError, GraphError, MappingError, SettingsError, toText } from '../errors';
import type { Mapping } from '../mapping/parse';
import type { Checkpoint, Reason } from './checkpoint';
import { PlanError } from './operations';
import { BlobReplacedError } from './storage';

/** What an error makes of an ingestion; with a delay, it goes on by itself. */
export interface Outcome extends Pick<Checkpoint, 'state' | 'reasons' | 'begun'> {
  troubledSince?: string;
  delaySeconds?: number;
}

const mostCrashes = 5;
const longestTrouble = 24 * 60 * 60 * 1000;
const [shortestDelay, longestDelay] = [60, 15 * 60];

export const noValidRecord = {
  state: 'rejected',
  reasons: [
    { code: 'no_valid_record', message: 'no record of the file can be sent: rejected.csv says why, line by line' },
  ],
  begun: 0,
} as const satisfies Outcome;

/** The time budget ran out: the rest goes on at once, in another invocation. */
export const timeIsUp = { state: 'uploading', reasons: [], begun: 0, delaySeconds: 0 } as const satisfies Outcome;

/** The whole plan was accepted. */
export const accepted = { state: 'accepted', reasons: [], begun: 0 } as const satisfies Outcome;

/** Fails an ingestion that began again and again (the call that counts itself in among them) and never came further. */
export function tooManyCrashes({ begun }: Checkpoint): Pick<Outcome, 'state' | 'reasons'> | undefined {
  if (begun <= mostCrashes) return undefined;
  const message = `the file's processing broke off ${mostCrashes} times without progress: look at the function's exceptions, then resume it`;
  return { state: 'failed', reasons: [{ code: 'crashed', message }] };
}

/** What becomes of the ingestion after an error; `undefined` for one that is nobody's known fault: the host tries again. */
export function outcomeOf(error: unknown, checkpoint: Checkpoint, mapping: Mapping, now: number): Outcome | undefined {
  if (error instanceof GraphError && error.transient) return outcomeOfTrouble(error, checkpoint, now);
  const reasons = reasonsOf(error);
  if (error instanceof FileError || error instanceof MappingError) return { state: 'rejected', reasons, begun: 0 };
  if (error instanceof BlobReplacedError)
    return { state: mapping.content === 'full' ? 'superseded' : 'failed', reasons, begun: 0 };
  if (error instanceof GraphError || error instanceof SettingsError || error instanceof PlanError) {
    return { state: 'failed', reasons, begun: 0 };
  }
  return undefined;
}

/** Waits longer the longer the trouble lasts, unless the server says for how long; gives up after 24 hours of it. */
function outcomeOfTrouble(error: GraphError, { troubledSince }: Checkpoint, now: number): Outcome {
  const reasons = reasonsOf(error);
  const since = troubledSince === undefined ? now : Date.parse(troubledSince);
  if (now - since >= longestTrouble) return { state: 'failed', reasons, begun: 0 };
  const delay = Math.min(longestDelay, Math.max(shortestDelay, (now - since) / 1000));
  const delaySeconds = Math.min(error.retryAfterSeconds ?? delay, longestTrouble / 1000);
  return { state: 'waiting', reasons, begun: 0, troubledSince: new Date(since).toISOString(), delaySeconds };
}

function reasonsOf(error: unknown): Reason[] {
  if (error instanceof MappingError)
    return error.problems.map((problem) => ({ code: error.code, message: toText(problem) }));
  if (error instanceof FileError) return [{ code: error.code, message: `line ${error.line}: ${error.message}` }];
  return error instanceof Csv2ScimError ? [{ code: error.code, message: error.message }] : [];
}

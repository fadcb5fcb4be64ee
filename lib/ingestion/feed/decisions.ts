import { setTimeout as sleep } from 'node:timers/promises';
import { Csv2ScimError } from '../../errors';
import { type Checkpoint, newCheckpoint } from '../checkpoint';
import { type Identity, type Ingestion, identityOf, ingestionAt, isIngestionId, unknownIdentity } from '../ingestion';
import { isWholePlanSettled, type SavedPlan, type SetAside } from '../plan';
import { readReport } from '../reports/report';
import { factsOf, isAtRest, isComplete, isEnded, isWaiting, needsDecision, type State } from '../states';
import { findVersion } from '../storage/blobs';
import { callTimeout } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { enqueueFile } from '../storage/resumeQueue';
import { endIngestion } from './endIngestion';
import { addOpenIngestion, removeRelease, updateFeed } from './feedState';
import { discarded } from './nextState';
import { type DecisionOptions, recordDecision } from './recordDecision';
import { findIngestionToRepeat, repeatIngestion } from './releaseIds';
import { isSameVersion } from './versions';

export type DecisionErrorCode = 'unknown_ingestion' | 'not_held' | 'already_ended' | 'not_resumable' | 'blob_replaced';

/** A person asked for what cannot be done with this ingestion. */
export class DecisionError extends Csv2ScimError {
  constructor(
    readonly code: DecisionErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * An ingestion, found by its id, and its checkpoint. @throws DecisionError `unknown_ingestion`
 */
export async function findIngestion(
  id: string,
  storage: Storage,
): Promise<{ ingestion: Ingestion; checkpoint: Checkpoint }> {
  if (isIngestionId(id)) {
    for await (const { kind, name } of storage.state.listBlobsByHierarchy('/')) {
      if (kind !== 'prefix' || name.startsWith('_')) continue;
      const feed = name.slice(0, -1);
      const identity = await ingestionAt(feed, id, unknownIdentity, storage).documents.read<Identity>('identity');
      if (identity === undefined) continue;
      const ingestion = ingestionAt(feed, id, identity, storage);
      const checkpoint = await awaitCheckpoint(ingestion);
      if (checkpoint !== undefined) return { ingestion, checkpoint };
    }
  }
  throw new DecisionError('unknown_ingestion', `there is no ingestion ${id}: use the id from report.json`);
}

/** How long a checkpoint may stay behind its report, in milliseconds, unless its writer died. */
const patience = 10_000;

/**
 * The checkpoint of an ingestion. The report is written first: whoever reads it and decides at
 * once may meet an older checkpoint.
 */
async function awaitCheckpoint(ingestion: Ingestion): Promise<Checkpoint | undefined> {
  for (let waited = 0; ; waited += 250) {
    const report = await readReport(ingestion);
    const checkpoint = await ingestion.documents.read<Checkpoint>('checkpoint');
    if (report === undefined || report.state === checkpoint?.state || waited >= patience) return checkpoint;
    await sleep(250);
  }
}

const notHeldError = ({ id }: Ingestion, state: State): DecisionError =>
  new DecisionError('not_held', `${id} is ${state}: only a file that waits for a decision can be released`);

/**
 * Lets a held file be sent: exactly this content, under exactly this mapping. Of the feed's newest
 * accepted file, it lets the set-aside people be sent. @throws DecisionError
 */
export async function releaseIngestion(id: string, storage: Storage, options: DecisionOptions): Promise<void> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  const { setAside = [] } = plan ?? {};
  if (isComplete(checkpoint) && setAside.length > 0) return await releaseSetAside(ingestion, setAside, options);
  if (!needsDecision(checkpoint) || plan === undefined) throw notHeldError(ingestion, checkpoint.state);
  const { mappingHash, day } = ingestion;
  const content = { ingestionId: id, sha256: plan.sha256, mappingHash, ...(day !== undefined && { day }) };
  await updateFeed(ingestion.feed, storage, (feed) => ({ ...feed, released: [...feed.released, content] }));
  await recordDecision(ingestion, 'release', options);
  await enqueueFile(ingestion.version.path, 0, storage);
}

async function releaseSetAside(
  ingestion: Ingestion,
  setAside: readonly SetAside[],
  options: DecisionOptions,
): Promise<void> {
  const repeated = await findIngestionToRepeat(ingestion);
  if (repeated === undefined)
    throw new DecisionError('not_held', `${ingestion.id} is not its feed's newest file: decide about that one`);
  await checkSameVersion(repeated);
  await recordDecision(repeated, 'release', options);
  await repeatIngestion(repeated, setAside);
}

/** @throws DecisionError `blob_replaced` */
export async function checkSameVersion({ id, version, storage }: Ingestion): Promise<void> {
  const found = await findVersion(version.path, storage);
  if (found === undefined || !isSameVersion(found.version, version)) {
    throw new DecisionError('blob_replaced', `the file of ${id} was replaced or removed since: upload it again`);
  }
}

/**
 * Ends a file that has not ended, so that nothing more of it is sent. What was accepted stays.
 * @returns whether it has ended; otherwise the worker that sends it ends it before its next
 * request.
 * @throws DecisionError
 */
export async function discardIngestion(id: string, storage: Storage, options: DecisionOptions): Promise<boolean> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  if (isEnded(checkpoint)) throw alreadyEndedError(ingestion, checkpoint.state);
  if (plan !== undefined && isWholePlanSettled(checkpoint, plan)) throw alreadyEndedError(ingestion, 'accepted');
  await updateFeed(ingestion.feed, storage, (feed) => removeRelease(feed, id));
  await recordDecision(ingestion, 'discard', options);
  const state = await endIngestion(ingestion, discarded, options);
  if (state === undefined) await enqueueFile(ingestion.version.path, 0, storage);
  else if (state !== discarded.state) throw alreadyEndedError(ingestion, state);
  return state !== undefined;
}

const alreadyEndedError = ({ id }: Ingestion, state: State): DecisionError =>
  new DecisionError('already_ended', `${id} is ${state}: only a file that has not ended can be discarded`);

/**
 * Tries an ingestion again that failed, was rejected or was interrupted; under today's mapping,
 * should that be another. What Entra has accepted already is not sent again. @throws DecisionError
 */
export async function resumeIngestion(
  id: string,
  storage: Storage,
  { checkMapping, ...options }: DecisionOptions & { checkMapping: (path: string) => Promise<void> },
): Promise<{ waitsUntil?: string }> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  const { documents, version } = ingestion;
  if (isAtRest(checkpoint) && factsOf(checkpoint).resume === undefined) throw notResumableError(ingestion, checkpoint);
  await checkSameVersion(ingestion);
  await checkMapping(version.path);
  if (await mustInspectAgain(ingestion, checkpoint)) await documents.remove('plan');
  await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => resetCheckpoint(current));
  await updateFeed(ingestion.feed, storage, (feed) => addOpenIngestion(feed, id, identityOf(ingestion))); // so that the sweep sees it
  await recordDecision(ingestion, 'resume', options);
  await enqueueFile(version.path, 0, storage);
  const { due, reasons } = checkpoint;
  const waitsForQuota = isWaiting(checkpoint) && reasons.some(({ code }) => quotaCodes.includes(code));
  return waitsForQuota && due !== undefined ? { waitsUntil: due } : {};
}

const quotaCodes: readonly string[] = ['quota_spent', 'quota_elsewhere'];

/**
 * What was rejected; what cannot go on with what is kept of it, or of which nothing was accepted.
 */
async function mustInspectAgain({ folder, storage }: Ingestion, checkpoint: Checkpoint): Promise<boolean> {
  const { reasons, settled } = checkpoint;
  const isUnusable = reasons.some(({ code }) => ['unusable_state', 'plan_mismatch'].includes(code));
  const { resume } = factsOf(checkpoint);
  if (resume === 'inspect' || (resume === 'continue' && (settled === 0 || isUnusable))) return true;
  return resume === 'continue' && !(await storage.state.getBlobClient(`${folder}/records`).exists(callTimeout())); // forgotten since
}

const notResumableError = ({ id }: Ingestion, { state }: Checkpoint): DecisionError =>
  new DecisionError(
    'not_resumable',
    `${id} is ${state}: ${needsDecision({ state }) ? 'release or discard it' : 'there is nothing to resume'}`,
  );

function resetCheckpoint(checkpoint: Checkpoint): Checkpoint {
  const { job: _, inspectedAt: __, ...rest } = checkpoint;
  const afresh = { begun: 0, reasons: [], troubledSince: undefined, due: undefined } as const;
  if (!isEnded(checkpoint)) return { ...checkpoint, ...afresh, reasons: checkpoint.reasons };
  if (factsOf(checkpoint).resume === 'inspect') return { ...rest, ...afresh, state: 'inspecting' };
  return {
    ...rest,
    ...afresh,
    ...(checkpoint.inspectedAt && { inspectedAt: checkpoint.inspectedAt }),
    state: 'waiting',
  };
}

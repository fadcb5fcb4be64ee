import { setTimeout as sleep } from 'node:timers/promises';
import { Csv2ScimError } from '../../errors';
import { type Checkpoint, isEnded, newCheckpoint, type State } from '../checkpoint';
import { type Identity, type Ingestion, identityOf, ingestionAt, unknownIdentity } from '../ingestion';
import type { FrozenPlan } from '../plan';
import { readReport, reportOf, writeReport } from '../reports/report';
import { versionOf } from '../storage/blobs';
import { inTime } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { enqueue } from '../storage/resumeQueue';
import { type SettleOptions, settle } from './changeState';
import { updateFeed, withOpen, withoutRelease } from './feedState';
import { isVersion } from './versions';

export type DecisionErrorCode = 'unknown_ingestion' | 'not_held' | 'not_resumable' | 'blob_replaced';

/** A person asked for what cannot be done with this ingestion. */
export class DecisionError extends Csv2ScimError {
  constructor(
    readonly code: DecisionErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** An ingestion, found by its id alone, and how it stands. @throws DecisionError `unknown_ingestion` */
async function findIngestion(id: string, storage: Storage): Promise<{ ingestion: Ingestion; checkpoint: Checkpoint }> {
  if (/^\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(id)) {
    for await (const { kind, name } of storage.state.listBlobsByHierarchy('/')) {
      if (kind !== 'prefix' || name.startsWith('_')) continue;
      const feed = name.slice(0, -1);
      const identity = await ingestionAt(feed, id, unknownIdentity, storage).state.read<Identity>('identity');
      if (identity === undefined) continue;
      const ingestion = ingestionAt(feed, id, identity, storage);
      const checkpoint = await checkpointOf(ingestion);
      if (checkpoint !== undefined) return { ingestion, checkpoint };
    }
  }
  throw new DecisionError('unknown_ingestion', `there is no ingestion ${id}: its report.json tells the id`);
}

/** How long a checkpoint may stay behind its report, in milliseconds, unless its writer died. */
const patience = 10_000;

/** How an ingestion stands. The report goes first: whoever read it and decides at once meets a checkpoint that follows. */
async function checkpointOf(ingestion: Ingestion): Promise<Checkpoint | undefined> {
  for (let waited = 0; ; waited += 250) {
    const report = await readReport(ingestion);
    const checkpoint = await ingestion.state.read<Checkpoint>('checkpoint');
    if (report === undefined || report.state === checkpoint?.state || waited >= patience) return checkpoint;
    await sleep(250);
  }
}

const notHeld = ({ id }: Ingestion, state: State): DecisionError =>
  new DecisionError('not_held', `${id} is not held, but ${state}`);

/** Lets a held file be sent: exactly this content, under exactly this mapping. @throws DecisionError */
export async function release(id: string, storage: Storage): Promise<void> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  const plan = await ingestion.state.read<FrozenPlan>('plan');
  if (checkpoint.state !== 'held' || plan === undefined) throw notHeld(ingestion, checkpoint.state);
  const content = { ingestionId: id, sha256: plan.sha256, mappingHash: ingestion.mappingHash };
  await updateFeed(ingestion.feed, storage, (feed) => ({ ...feed, released: [...feed.released, content] }));
  await enqueue(ingestion.version.path, 0, storage);
}

/** Ends a held file, so that it is never sent. @throws DecisionError */
export async function discard(id: string, storage: Storage, options: SettleOptions): Promise<void> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  if (checkpoint.state !== 'held') throw notHeld(ingestion, checkpoint.state);
  const message = 'somebody discarded the held file: it is not sent';
  await updateFeed(ingestion.feed, storage, (feed) => withoutRelease(feed, id));
  await settle(ingestion, { state: 'rejected', reasons: [{ code: 'discarded', message }], begun: 0 }, options);
}

/**
 * Tries an ingestion again that failed, was rejected or was interrupted; under today's mapping, should that be another. What
 * Entra has accepted already is not sent again. @throws DecisionError
 */
export async function resume(
  id: string,
  storage: Storage,
  checkMapping: (path: string) => Promise<void>,
): Promise<void> {
  const { ingestion, checkpoint } = await findIngestion(id, storage);
  const { state, version } = ingestion;
  const over = isEnded(checkpoint) && !['failed', 'rejected'].includes(checkpoint.state);
  if (over || checkpoint.state === 'held') throw notResumable(ingestion, checkpoint.state);
  const found = await versionOf(version.path, storage);
  if (found === undefined || !isVersion(found.version, version)) {
    throw new DecisionError('blob_replaced', `the file of ${id} was replaced or removed since: upload it again`);
  }
  await checkMapping(version.path);
  if (await isToBeReadAnew(ingestion, checkpoint)) await state.remove('plan');
  const again = await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => tryAgain(current));
  await updateFeed(ingestion.feed, storage, (feed) => withOpen(feed, id, identityOf(ingestion))); // the sweep looks after it
  await writeReport(reportOf(ingestion, again, await state.read<FrozenPlan>('plan')), ingestion);
  await enqueue(version.path, 0, storage);
}

/** What was rejected; what cannot go on with what is kept of it, or of which nothing was accepted. */
async function isToBeReadAnew({ folder, storage }: Ingestion, checkpoint: Checkpoint): Promise<boolean> {
  const { state, reasons, settled } = checkpoint;
  const isUnusable = reasons.some(({ code }) => ['unusable_state', 'plan_mismatch'].includes(code));
  if (state === 'rejected' || (state === 'failed' && (settled === 0 || isUnusable))) return true;
  return state === 'failed' && !(await storage.state.getBlobClient(`${folder}/records`).exists(inTime())); // forgotten since
}

const notResumable = ({ id }: Ingestion, state: State): DecisionError =>
  new DecisionError(
    'not_resumable',
    state === 'held' ? `${id} is held: release or discard it` : `${id} is ${state}: there is nothing to resume`,
  );

function tryAgain(checkpoint: Checkpoint): Checkpoint {
  const { job: _, inspectedAt: __, ...rest } = checkpoint;
  const afresh = { begun: 0, reasons: [], troubledSince: undefined, due: undefined } as const;
  if (!isEnded(checkpoint)) return { ...checkpoint, ...afresh, reasons: checkpoint.reasons };
  if (checkpoint.state === 'rejected') return { ...rest, ...afresh, state: 'inspecting' };
  return {
    ...rest,
    ...afresh,
    ...(checkpoint.inspectedAt && { inspectedAt: checkpoint.inspectedAt }),
    state: 'waiting',
  };
}

import { GraphError } from '../../errors';
import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import type { Mapping } from '../../mapping/parse';
import { type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import { changeState } from '../feed/changeState';
import { canSend, readFeed, removeSender, updateFeed } from '../feed/feedState';
import { readLastRestart } from '../feed/jobRestarts';
import { accepted, givenUpReasons, held, jobBusy, type NextState, timeBudgetSpent } from '../feed/nextState';
import { findStopState } from '../feed/order';
import { type Ingestion, type MappedIngestion, mappingHashOf } from '../ingestion';
import { createPlan } from '../inspection/createPlan';
import { decideResend, isPlanStale } from '../inspection/planBase';
import { checkSafeguards } from '../inspection/safeguards';
import type { SavedPlan } from '../plan';
import { readPendingOutcomes, trackOutcomes, untrackOutcomes } from '../reports/pendingOutcomes';
import { BlobReplacedError } from '../storage/blobs';
import { type Lease, withJobLock } from '../storage/lease';
import type { DeliverOptions } from './deliverOptions';
import { createJobWatch } from './jobWatch';
import { type Acceptance, recordAcceptedFile } from './recordAcceptedFile';
import { uploadPlan } from './uploadPlan';

interface Delivery {
  ingestion: MappedIngestion;
  plan: SavedPlan;
  job: ProvisioningJob;
  begun: Checkpoint;
}

/** Sends what was not sent yet, under the job's lock. */
export async function deliverFile(delivery: Delivery, options: DeliverOptions): Promise<NextState> {
  const { job, ingestion } = delivery;
  const work = (lease: Lease): Promise<NextState> => sendUnderLock(delivery, lease, options);
  return (await withJobLock(job, ingestion.storage, work, options.stop)) ?? jobBusy;
}

async function sendUnderLock(delivery: Delivery, lease: Lease, options: DeliverOptions): Promise<NextState> {
  const { ingestion, job } = delivery;
  const { feed, storage } = ingestion;
  const { clock } = options;
  const checkJob = createJobWatch(ingestion, { ...options, job });
  const stopped = await checkJob();
  if (stopped !== undefined) return stopped;
  const isFirst = delivery.begun.job === undefined;
  // another file may have changed the baseline meanwhile
  const { plan, begun } = isFirst ? await refreshPlan(delivery, options) : delivery;
  const reasons = isFirst ? await checkSafeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);
  if (!canSend(await readFeed(feed, storage), ingestion)) return findStopState(ingestion);
  const { since } = await trackOutcomes(ingestion, job.jobId, clock.now());
  await changeState(ingestion, { state: 'uploading', reasons: [], job }, options);
  try {
    if (!(await uploadPlan({ ...delivery, plan, begun, lease, checkJob }, options))) return timeBudgetSpent;
  } catch (error) {
    if (isNothingAccepted(error)) await updateFeed(feed, storage, (current) => removeSender(current, ingestion.id));
    throw error;
  }
  return await completeIngestion(ingestion, { plan, job, since, now: clock.now() });
}

/** Records that the whole plan of an ingestion was accepted. */
async function completeIngestion(ingestion: MappedIngestion, acceptance: Acceptance): Promise<NextState> {
  await recordAcceptedFile(ingestion, acceptance).catch((error: unknown) => {
    if (!(error instanceof BlobReplacedError)) throw error; // it was accepted nevertheless
  });
  const acceptedAt = new Date(acceptance.now).toISOString();
  return { ...accepted, reasons: givenUpReasons(acceptance.plan), acceptedAt };
}

/** Ends an ingestion whose last worker broke off after the whole plan was accepted. */
export async function completeSettled(
  ingestion: Ingestion,
  plan: SavedPlan,
  { checkpoint, mappings, clock }: { checkpoint: Checkpoint; mappings: readonly Mapping[]; clock: Clock },
): Promise<NextState> {
  const { id, feed, storage, mappingHash } = ingestion;
  const now = clock.now();
  const mapping = mappings.find((one) => one.feed === feed && mappingHashOf(one) === mappingHash);
  const { job } = checkpoint;
  if (mapping === undefined || job === undefined) return { ...accepted, acceptedAt: new Date(now).toISOString() };
  const { since = now } = (await readPendingOutcomes(feed, storage))[id] ?? {};
  return await completeIngestion({ ...ingestion, mapping }, { plan, job, since, now });
}

/** Then Entra accepted nothing, so the baseline still holds. */
const isNothingAccepted = (error: unknown): boolean => error instanceof GraphError && error.code === 'nothing_accepted';

/** The plan, created again when the baseline has changed since. */
async function refreshPlan(
  delivery: Delivery,
  { clock, stop }: DeliverOptions,
): Promise<Pick<Delivery, 'plan' | 'begun'>> {
  const { ingestion, plan, job, begun } = delivery;
  const { send, absent } = ingestion.mapping;
  const { basis } = send === 'all' && absent === 'ignore' ? plan : await decideResend(ingestion, clock.now(), job);
  if (isPlanStale(plan.basis, basis))
    return { plan: await createPlan(ingestion, { clock, stop, job }), begun: { ...begun, ...noProgress } };
  return (await isProgressLost(delivery)) ? { plan, begun: await resetProgress(ingestion) } : delivery;
}

/**
 * Whether the requests before a failure went to another job, or to one that was restarted since.
 */
async function isProgressLost({ ingestion: { id, feed, storage }, job, begun }: Delivery): Promise<boolean> {
  const pending = begun.settled === 0 ? undefined : (await readPendingOutcomes(feed, storage))[id];
  if (pending === undefined) return false;
  return pending.jobId !== job.jobId || (await readLastRestart(job, storage)) > pending.since;
}

async function resetProgress(ingestion: MappedIngestion): Promise<Checkpoint> {
  await untrackOutcomes(ingestion);
  return await ingestion.state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    ...noProgress,
  }));
}

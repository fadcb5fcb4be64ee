import { GraphError, QuotaError } from '../../errors';
import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import { changeState } from '../feed/changeState';
import { canSend, isSameJob, readFeed, removeSender, updateFeed } from '../feed/feedState';
import { readLastRestart } from '../feed/jobRestarts';
import {
  accepted,
  givenUpReasons,
  held,
  jobBusy,
  type NextState,
  nothingToSend,
  timeBudgetSpent,
  UploadStoppedError,
} from '../feed/nextState';
import { findStopState } from '../feed/order';
import type { Ingestion, MappedIngestion } from '../ingestion';
import { createPlan } from '../inspection/createPlan';
import { checkSafeguards } from '../inspection/safeguards';
import { loadPlannedPeople } from '../people/plannedPeople';
import { flag } from '../people/store';
import { changePeople, readPeople } from '../people/storeBlob';
import type { SavedPlan } from '../plan';
import { trackOutcomes, untrackOutcomes } from '../reports/pendingOutcomes';
import { type Lease, withJobLock } from '../storage/lease';
import type { DeliverOptions } from './deliverOptions';
import { createJobWatch } from './jobWatch';
import { moveEarlierSenders, moveSentPeople } from './movePeople';
import { recordAcceptedFile } from './recordAcceptedFile';
import { maxInFlight } from './upload';
import { uploadPlan } from './uploadPlan';

interface Delivery {
  ingestion: MappedIngestion;
  plan: SavedPlan;
  job: ProvisioningJob;
  begun: Checkpoint;
}

/** Sends what was not sent yet, as the only one that uploads to the job. */
export async function deliverFile(delivery: Delivery, options: DeliverOptions): Promise<NextState> {
  const { job, ingestion } = delivery;
  const work = (lease: Lease): Promise<NextState> => sendUnderLock(delivery, lease, options);
  return (await withJobLock(job, ingestion.storage, work, options.stop)) ?? jobBusy;
}

async function sendUnderLock(delivery: Delivery, lease: Lease, options: DeliverOptions): Promise<NextState> {
  const { ingestion, job } = delivery;
  const { feed, storage, mapping } = ingestion;
  const { clock } = options;
  const checkJob = createJobWatch(ingestion, { ...options, job });
  const stopped = await checkJob();
  if (stopped !== undefined) return stopped;
  await moveEarlierSenders(ingestion, clock);
  const { plan, begun } = await ensureCurrentPlan(delivery, options);
  const isFirst = delivery.begun.job === undefined || plan !== delivery.plan;
  const reasons = isFirst ? await checkSafeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);
  if (!canSend(await readFeed(feed, storage), ingestion)) return findStopState(ingestion);
  await recordNewestFile(ingestion, plan);
  if (plan.requests === 0 && mapping.content === 'full') return { ...nothingToSend, reasons: reasonsNotToSend(plan) };
  await trackOutcomes(ingestion, job.jobId, clock.now());
  await changeState(ingestion, { state: 'uploading', reasons: [], job, inFlight: maxInFlight }, options);
  try {
    if (!(await uploadPlan({ ...delivery, plan, begun, lease, checkJob }, options))) return timeBudgetSpent;
  } catch (error) {
    if (isNothingAccepted(error)) await updateFeed(feed, storage, (current) => removeSender(current, ingestion.id));
    if (hasNothingInFlight(error)) await recordInFlight(ingestion);
    throw error;
  }
  return await completeIngestion(ingestion, plan, { job, clock });
}

/** Records that the whole plan of an ingestion was accepted. */
async function completeIngestion(
  ingestion: Ingestion,
  plan: SavedPlan,
  { job, clock }: { job: ProvisioningJob; clock: Clock },
): Promise<NextState> {
  await recordAcceptedFile(ingestion, { plan, job, clock });
  return { ...accepted, reasons: givenUpReasons(plan), acceptedAt: new Date(clock.now()).toISOString() };
}

/** Ends an ingestion whose last worker broke off after the whole plan was accepted. */
export async function completeSettled(
  ingestion: Ingestion,
  plan: SavedPlan,
  { checkpoint: { job }, clock }: { checkpoint: Checkpoint; clock: Clock },
): Promise<NextState> {
  if (job === undefined) return { ...accepted, acceptedAt: new Date(clock.now()).toISOString() };
  const complete = () => completeIngestion(ingestion, plan, { job, clock });
  return (await withJobLock(job, ingestion.storage, complete)) ?? jobBusy;
}

/** Entra was given nothing then, so that what it was given before is as sure as it was. */
const isNothingAccepted = (error: unknown): boolean => error instanceof GraphError && error.code === 'nothing_accepted';

/** Whether every request that went out has had its answer: no other was accepted. */
const hasNothingInFlight = (error: unknown): boolean =>
  error instanceof UploadStoppedError || (error instanceof QuotaError && error.code === 'quota_spent');

/** Records that no request is in flight, but for those that were settled before others. */
async function recordInFlight({ state }: Ingestion): Promise<void> {
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    const last = Math.max(current.settled - 1, ...(current.ahead ?? []).map(({ index }) => index));
    return { ...current, inFlight: last + 1 - current.settled };
  });
}

const reasonsNotToSend = (plan: SavedPlan) => [...nothingToSend.reasons, ...givenUpReasons(plan)];

/** The plan, made anew when Entra was given something since, or may have lost something: what is sent depends on that. */
async function ensureCurrentPlan(
  delivery: Delivery,
  options: DeliverOptions,
): Promise<Pick<Delivery, 'plan' | 'begun'>> {
  const { ingestion, plan, job, begun } = delivery;
  const { feed, storage } = ingestion;
  const store = await readPeople(feed, storage);
  const isOtherJob = store.job !== undefined && !isSameJob(store.job, job);
  const isForJob = !isOtherJob || (plan.job !== undefined && isSameJob(plan.job, job));
  const restartedAt = await readLastRestart(job, storage);
  if (plan.revision === store.revision && isForJob && restartedAt <= plan.createdAt) return delivery;
  if (begun.settled > 0) await moveSentPeople(ingestion, options.clock);
  await untrackOutcomes(ingestion);
  return { plan: await createPlan(ingestion, { ...options, job }), begun: { ...begun, ...noProgress } };
}

/** Makes the file the newest one that passed its safeguards: others are compared with it. */
async function recordNewestFile(ingestion: MappedIngestion, plan: SavedPlan): Promise<void> {
  const { feed, storage, id } = ingestion;
  const { statuses } = await loadPlannedPeople(ingestion);
  await changePeople(feed, storage, (store) => {
    if (store.newest?.ingestionId === id || store.revision !== plan.revision) return undefined;
    const flags = store.flags.map((flags, place) =>
      statuses[place] === 0 ? flags & ~flag.recent : flags | flag.recent,
    );
    return { ...store, newest: plan.newest, flags: Buffer.from(flags) };
  });
}

import { GraphError, QuotaError } from '../../errors';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { addNote, type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import { changeState, type StateChangeOptions } from '../feed/changeState';
import { recordNextDate } from '../feed/days';
import { canSend, isSameJob, readFeed, removeSender, updateFeed } from '../feed/feedState';
import {
  accepted,
  jobBusy,
  mostlyUnanswered,
  type NextState,
  nothingToSend,
  reasonsToAct,
  timeBudgetSpent,
  UploadStoppedError,
} from '../feed/nextState';
import { findStopState } from '../feed/order';
import { readStagedLoss } from '../feed/stagedLoss';
import type { Ingestion, MappedIngestion } from '../ingestion';
import { createPlan } from '../inspection/createPlan';
import { findHold } from '../inspection/safeguards';
import { loadPlannedPeople } from '../people/plannedPeople';
import { flag } from '../people/store';
import { changePeople, readPeople } from '../people/storeBlob';
import type { SavedPlan } from '../plan';
import { createUnansweredEvent } from '../reports/events';
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
  checkpoint: Checkpoint;
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
  const { plan, checkpoint } = await ensureCurrentPlan(delivery, options);
  const isFirst = delivery.checkpoint.job === undefined || plan !== delivery.plan;
  const hold = isFirst ? await findHold(ingestion, plan) : undefined;
  if (hold !== undefined) return hold;
  if (!canSend(await readFeed(feed, storage), ingestion)) return findStopState(ingestion);
  await recordNewestFile(ingestion, plan);
  if (plan.requests === 0 && mapping.content === 'full') {
    await sendUnansweredEvent(ingestion, plan, { ...options, job });
    await recordNextDate(ingestion, plan);
    return { ...nothingToSend, reasons: reasonsNotToSend(plan) };
  }
  await trackOutcomes(ingestion, job.jobId, clock.now());
  await changeState(ingestion, { state: 'uploading', reasons: [], job, inFlight: maxInFlight }, options);
  try {
    if (!(await uploadPlan({ ...delivery, plan, checkpoint, lease, checkJob }, options))) return timeBudgetSpent;
  } catch (error) {
    if (isNothingAccepted(error)) await updateFeed(feed, storage, (current) => removeSender(current, ingestion.id));
    if (hasNothingInFlight(error)) await recordInFlight(ingestion);
    throw error;
  }
  return await completeIngestion(ingestion, plan, { ...options, job });
}

type EventOptions = Pick<StateChangeOptions, 'clock' | 'sendEvent'>;

/** Records that the whole plan of an ingestion was accepted. */
async function completeIngestion(
  ingestion: Ingestion,
  plan: SavedPlan,
  options: EventOptions & { job: ProvisioningJob },
): Promise<NextState> {
  const { job, clock } = options;
  await sendUnansweredEvent(ingestion, plan, options);
  await recordAcceptedFile(ingestion, { plan, job, clock });
  return { ...accepted, reasons: reasonsToAct(plan), acceptedAt: new Date(clock.now()).toISOString() };
}

/** Ends an ingestion whose last worker broke off after the whole plan was accepted. */
export async function completeSettled(
  ingestion: Ingestion,
  plan: SavedPlan,
  { checkpoint: { job }, clock, sendEvent }: EventOptions & { checkpoint: Checkpoint },
): Promise<NextState> {
  if (job === undefined) return { ...accepted, acceptedAt: new Date(clock.now()).toISOString() };
  const complete = () => completeIngestion(ingestion, plan, { job, clock, sendEvent });
  return (await withJobLock(job, ingestion.storage, complete)) ?? jobBusy;
}

/** Raises `Unanswered` when people were sent again as often as is of use, and have no answer. */
async function sendUnansweredEvent(
  { feed }: Ingestion,
  { unanswered }: SavedPlan,
  { job, sendEvent }: EventOptions & { job: ProvisioningJob },
): Promise<void> {
  if (unanswered > 0) await sendEvent(createUnansweredEvent(feed, job.jobId, unanswered));
}

/** Entra was given nothing then, so that what it was given before is as sure as it was. */
const isNothingAccepted = (error: unknown): boolean => error instanceof GraphError && error.code === 'nothing_accepted';

/** Whether every request that went out has had its answer: no other was accepted. */
const hasNothingInFlight = (error: unknown): boolean =>
  error instanceof UploadStoppedError || (error instanceof QuotaError && error.code === 'quota_spent');

/** Records that no request is in flight, but for those that were settled before others. */
async function recordInFlight({ documents }: Ingestion): Promise<void> {
  await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    const last = Math.max(current.settled - 1, ...(current.ahead ?? []).map(({ index }) => index));
    return { ...current, inFlight: last + 1 - current.settled };
  });
}

const reasonsNotToSend = (plan: SavedPlan) => [...nothingToSend.reasons, ...reasonsToAct(plan)];

/**
 * How old a plan may be when its first request is sent, in milliseconds: answers, and people's
 * days, come meanwhile.
 */
const longestUnsent = 60 * 60 * 1000;

/**
 * The plan, made anew when Entra was given something since, or may have lost something: what is
 * sent depends on that.
 */
async function ensureCurrentPlan(
  delivery: Delivery,
  options: DeliverOptions,
): Promise<Pick<Delivery, 'plan' | 'checkpoint'>> {
  const { ingestion, plan, job, checkpoint } = delivery;
  const { feed, storage } = ingestion;
  const store = await readPeople(feed, storage);
  const isOtherJob = store.job !== undefined && !isSameJob(store.job, job);
  const isForJob = !isOtherJob || (plan.job !== undefined && isSameJob(plan.job, job));
  const isRecent = checkpoint.job !== undefined || options.clock.now() - plan.createdAt < longestUnsent;
  const isLossKnown = (await readStagedLoss(job, storage)) <= plan.createdAt;
  if (plan.revision === store.revision && isForJob && isRecent && isLossKnown) return delivery;
  if (checkpoint.settled > 0) await moveSentPeople(ingestion, options.clock);
  await untrackOutcomes(ingestion);
  return { plan: await createPlan(ingestion, { ...options, job }), checkpoint: { ...checkpoint, ...noProgress } };
}

/** The most days kept in `notedDays`; older ones are dropped. */
const mostNotedDays = 31;

/** Makes the file the newest one that passed its safeguards: others are compared with it. */
async function recordNewestFile(ingestion: MappedIngestion, plan: SavedPlan): Promise<void> {
  const { feed, storage, id } = ingestion;
  const { statuses } = await loadPlannedPeople(ingestion);
  const { unansweredDays = [] } = plan;
  if (unansweredDays.length > 0) await addNote(ingestion, mostlyUnanswered(unansweredDays));
  await changePeople(feed, storage, (store) => {
    if (store.newest?.ingestionId === id || store.revision !== plan.revision) return undefined;
    const flags = store.flags.map((flags, place) =>
      statuses[place] === 0 ? flags & ~flag.recent : flags | flag.recent,
    );
    const notedDays = [...(store.notedDays ?? []), ...unansweredDays].slice(-mostNotedDays);
    return { ...store, newest: plan.newest, flags: Buffer.from(flags), notedDays };
  });
}

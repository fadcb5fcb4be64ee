import { GraphError } from '../../errors';
import type { GraphClient } from '../../graph/client/client';
import { bulkUpload } from '../../graph/provisioning/bulkUpload';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { bulkRequests } from '../../scim/bulkRequests';
import { type Checkpoint, newCheckpoint, noProgress, type Progress } from '../checkpoint';
import { changeState, type StateChangeOptions } from '../feed/changeState';
import {
  addSender,
  canSend,
  type FeedState,
  isFileReleased,
  readFeed,
  removeSender,
  updateFeed,
} from '../feed/feedState';
import { readLastRestart } from '../feed/jobRestarts';
import {
  accepted,
  blobReplaced,
  givenUpReasons,
  held,
  jobBusy,
  type NextState,
  superseded,
  timeBudgetSpent,
  UploadStoppedError,
} from '../feed/nextState';
import type { MappedIngestion } from '../ingestion';
import { createPlan } from '../inspection/createPlan';
import { createOperations } from '../inspection/operations';
import { decideResend, isPlanStale } from '../inspection/planBase';
import { addRemedy, checkRejected, checkSafeguards } from '../inspection/safeguards';
import { readDeactivations } from '../people/absent';
import { filterFileRecords, type SavedPlan } from '../plan';
import { readPendingOutcomes, trackOutcomes, untrackOutcomes } from '../reports/pendingOutcomes';
import { openBlob } from '../storage/blobs';
import { type Lease, withJobLock } from '../storage/lease';
import { coalesceWrites } from './coalesceWrites';
import { recordAcceptedFile } from './recordAcceptedFile';
import { uploadRequests } from './upload';

export interface DeliverOptions extends StateChangeOptions {
  /** A client whose calls the quota's ledger counts. */
  uploads: GraphClient;
  /**
   * Milliseconds after which it gives up a call: no call begins with less of the job's lock left.
   */
  uploadTimeout: number;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
  shutdown: Shutdown;
}

/** The end of the host, which does not wait for long. */
export interface Shutdown {
  /** No further call begins. */
  requested: AbortSignal;
  /** Calls that are still in flight are given up, although Entra may have accepted them. */
  overdue: AbortSignal;
}

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
  const isFirst = delivery.begun.job === undefined;
  // another file may have changed the baseline meanwhile
  const { plan, begun } = isFirst ? await refreshPlan(delivery, options) : delivery;
  const reasons = isFirst ? await checkSafeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);
  if (!canSend(await readFeed(feed, storage), ingestion)) return supersededState(ingestion);
  const { since } = await trackOutcomes(ingestion, job.jobId, clock.now());
  await changeState(ingestion, { state: 'uploading', reasons: [], job }, options);
  try {
    if (!(await uploadRemaining({ ...delivery, plan, begun }, lease, options))) return timeBudgetSpent;
  } catch (error) {
    if (isNothingAccepted(error)) await updateFeed(feed, storage, (current) => removeSender(current, ingestion.id));
    throw error;
  }
  await recordAcceptedFile(ingestion, { plan, job, since, now: clock.now() });
  return { ...accepted, reasons: givenUpReasons(plan), acceptedAt: new Date(clock.now()).toISOString() };
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

/** The state of an ingestion that must not send: a newer file passed, or its blob was replaced. */
export async function supersededState({ feed, storage, mapping }: MappedIngestion): Promise<NextState> {
  const { newest } = await readFeed(feed, storage);
  return newest === undefined ? blobReplaced(mapping) : superseded(newest.id);
}

async function uploadRemaining(
  { ingestion, plan, job, begun }: Delivery,
  lease: Lease,
  { uploads, uploadTimeout, stop, shutdown }: DeliverOptions,
): Promise<boolean> {
  const { mapping, feed, storage, state, version } = ingestion;
  const released = await isFileReleased(ingestion, plan);
  const open = openBlob(version, storage);
  let isRecorded = false;
  /**
   * Before each call: checks that the file is still the newest, and the lock still held. The sender
   * is recorded before its first call.
   */
  const ready = async (): Promise<void> => {
    const state = await (isRecorded ? readFeed(feed, storage) : recordSender(ingestion));
    if (!canSend(state, ingestion)) throw new UploadStoppedError(await supersededState(ingestion));
    isRecorded = true;
    await lease.atLeast(uploadTimeout);
  };
  const check = ({ refused }: Progress): void => {
    const { read, rejected } = plan.records;
    const own = filterFileRecords(refused, plan).length;
    const reason = released ? undefined : checkRejected(read, rejected + own, mapping);
    if (reason !== undefined) throw new UploadStoppedError(held([addRemedy(reason)]));
  };
  check(begun);
  const abort = AbortSignal.any([lease.lost, shutdown.overdue]);
  const absent = plan.deactivated > 0 ? readDeactivations(ingestion) : undefined;
  return await uploadRequests(bulkRequests(createOperations(open, mapping, plan, absent)), {
    send: (request, signal) => bulkUpload(uploads, job, request, { signal, ready, abort }),
    from: begun,
    onProgress: coalesceWrites(async (progress) => {
      await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
        progress.settled > current.settled ? { ...current, troubledSince: undefined, ...progress, begun: 1 } : current,
      );
      check(progress);
    }),
    stop,
  });
}

const recordSender = (ingestion: MappedIngestion): Promise<FeedState> =>
  updateFeed(ingestion.feed, ingestion.storage, (current) =>
    canSend(current, ingestion) ? addSender(current, ingestion.id) : current,
  );

import { postBulkRequest } from '../../graph/provisioning/bulkUpload';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { type BulkRequest, packBulkRequests } from '../../scim/bulkRequests';
import { type Checkpoint, newCheckpoint, type Progress, readCheckpoint } from '../checkpoint';
import { addSender, canSend, type FeedState, isFileReleased, readFeed, updateFeed } from '../feed/feedState';
import { noWait } from '../feed/longWaits';
import { held, type NextState, UploadStoppedError } from '../feed/nextState';
import { findStopState } from '../feed/order';
import type { MappedIngestion } from '../ingestion';
import { createPlannedOperations } from '../inspection/operations';
import { addRemedy, checkRejected, countRejected } from '../inspection/safeguards';
import { readDeactivations } from '../people/deactivations';
import { filterFileRecords, isWholePlanSettled, type SavedPlan } from '../plan';
import { BlobReplacedError, openBlob } from '../storage/blobs';
import type { Lease } from '../storage/lease';
import { coalesceWrites } from './coalesceWrites';
import type { Post } from './countedCalls';
import type { DeliverOptions } from './deliverOptions';
import { sendProbe } from './probe';
import { createSender } from './sender';
import { uploadRequests } from './upload';

export interface PlanUpload {
  ingestion: MappedIngestion;
  plan: SavedPlan;
  job: ProvisioningJob;
  checkpoint: Checkpoint;
  /** Of the job. */
  lease: Lease;
  /** Why the job takes no uploads now. */
  checkJob: () => Promise<NextState | undefined>;
}

/**
 * Sends the plan's requests that were not sent yet; while bulkUpload answers 5xx, one of them.
 * @returns whether the whole plan was sent
 */
export async function uploadPlan(upload: PlanUpload, options: DeliverOptions): Promise<boolean> {
  const { ingestion, plan, checkpoint } = upload;
  const { stop, clock } = options;
  const post = createPost(upload, options);
  const onProgress = await createProgressWriter(ingestion, plan);
  await onProgress(checkpoint); // the safeguards may have become stricter
  const sender = createSender({ post, clock });
  const open = () => openRequests(ingestion, plan);
  let from: Progress = checkpoint;
  try {
    if (checkpoint.probes !== undefined) {
      const prober = createSender({ post, clock, limit: 1 });
      const { probes } = checkpoint;
      from = await sendProbe(open(), { probes, total: plan.requests, from, prober, sender, signal: stop });
      await onProgress(from);
    }
    const onSettled = (request: BulkRequest) => sender.remember(request, from.refused);
    return await uploadRequests(open(), { send: sender.send, from, onSettled, onProgress, stop });
  } catch (error) {
    const isComplete = error instanceof BlobReplacedError && isWholePlanSettled(await readCheckpoint(ingestion), plan);
    if (isComplete) return true; // it was replaced while the last requests were under way
    throw error;
  }
}

function openRequests(ingestion: MappedIngestion, plan: SavedPlan): AsyncIterable<BulkRequest> {
  const { mapping, storage, version } = ingestion;
  const absent = plan.deactivated > 0 ? readDeactivations(ingestion) : undefined;
  return packBulkRequests(createPlannedOperations(openBlob(version, storage), mapping, plan, absent));
}

/**
 * Makes one call, if the file is still the newest, the job still active and the lock still held.
 */
function createPost(
  { ingestion, job, lease, checkJob }: PlanUpload,
  { uploads, uploadTimeout, shutdown }: DeliverOptions,
): Post {
  const { feed, storage } = ingestion;
  const abort = AbortSignal.any([lease.lost, shutdown.overdue]);
  let isRecorded = false;
  return (part, signal, checkCircuit) =>
    postBulkRequest(uploads, job, part, {
      signal,
      abort,
      throwServerErrors: true,
      async beforeSend() {
        const stopped = await checkJob();
        if (stopped !== undefined) throw new UploadStoppedError(stopped);
        const state = await (isRecorded ? readFeed(feed, storage) : recordSender(ingestion)); // before its first call
        if (!canSend(state, ingestion)) throw new UploadStoppedError(await findStopState(ingestion));
        isRecorded = true;
        await lease.atLeast(uploadTimeout);
        checkCircuit();
      },
    });
}

/** Saves progress, and checks whether Entra refuses too many records. */
async function createProgressWriter(
  ingestion: MappedIngestion,
  plan: SavedPlan,
): Promise<(progress: Progress) => Promise<void>> {
  const released = await isFileReleased(ingestion, plan);
  const { read } = plan.records;
  const rejected = countRejected(plan);
  return coalesceWrites(async (progress) => {
    await ingestion.documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
      settledIn(progress) > settledIn(current)
        ? { ...current, ...noWait, troubledSince: undefined, probes: undefined, ...pick(progress), begun: 1 }
        : current,
    );
    const own = filterFileRecords(progress.refused, plan).length;
    const reason = released ? undefined : checkRejected(read, rejected + own, ingestion.mapping);
    if (reason !== undefined) throw new UploadStoppedError(held([addRemedy(reason)]));
  });
}

const settledIn = ({ settled, ahead = [] }: Progress): number => settled + ahead.length;

const pick = ({ settled, accepted, acceptedRecords, refused, ahead }: Progress): Progress => ({
  settled,
  accepted,
  acceptedRecords,
  refused,
  ahead,
});

const recordSender = (ingestion: MappedIngestion): Promise<FeedState> =>
  updateFeed(ingestion.feed, ingestion.storage, (current) =>
    canSend(current, ingestion) ? addSender(current, ingestion.id) : current,
  );

import { SettingsError } from '../errors';
import type { GraphClient } from '../graph/client/client';
import { findJob, type ProvisioningJob } from '../graph/provisioning/jobs';
import type { Mapping } from '../mapping/file/parse';
import { findMapping } from '../mapping/findMapping';
import type { Checkpoint } from './checkpoint';
import { completeSettled, deliverFile } from './delivery/deliver';
import type { DeliverOptions } from './delivery/deliverOptions';
import { moveEndedPeople } from './delivery/movePeople';
import { rebuildReport, revertAttempt, startAttempt } from './feed/attempts';
import { changeState } from './feed/changeState';
import { checkCrashes, classifyError } from './feed/classifyError';
import { findIngestionOf, recordNextDate } from './feed/days';
import { applyStopRequest, type EndOptions, readStopRequest } from './feed/endIngestion';
import { canSend, isUnchanged } from './feed/feedState';
import { type NextState, noValidRecord, timeBudgetSpent, unchanged } from './feed/nextState';
import {
  checkNewerFiles,
  checkOlderFiles,
  endEarlierMapping,
  endReplacedVersions,
  findStopState,
  supersedeOlderFiles,
} from './feed/order';
import { ensureMessage, withMessageAhead } from './feed/resumeMessage';
import type { MappedIngestion } from './ingestion';
import { createPlan } from './inspection/createPlan';
import { findHold } from './inspection/safeguards';
import { isUnusable, isWholePlanSettled, type SavedPlan } from './plan';
import type { Report } from './reports/report';
import { isAtRest } from './states';
import { findVersion } from './storage/blobs';
import { isTransientStorageError } from './storage/calls';
import type { Storage } from './storage/connect';
import { type Lease, withLease } from './storage/lease';
import { sendQuotaEvent } from './storage/quotaLedger';
import { enqueueFile } from './storage/resumeQueue';

export interface IngestOptions extends Omit<DeliverOptions, 'stop'> {
  storage: Storage;
  mappings: readonly Mapping[];
  settleSeconds: number;
  timeBudgetMinutes: number;
}

/** Why a call did nothing. If work is left, another event or message continues it. */
export type SkipReason = 'deleted' | 'settling' | 'locked' | 'storage_unavailable';

/** How long to wait for the lock of a worker that may be about to give it back, in milliseconds. */
const lockPatience = 2000;
/** How long after a storage that does not answer a file is tried again, in seconds. */
const storageRetryAfter = 60;

/**
 * Ingests one HR file: inspect, check the safeguards, upload, report. It is idempotent and
 * resumable: any instance may call it at any time, and each call continues from the checkpoint.
 * @returns the report, or why there was nothing to do
 */
export async function ingest(path: string, options: IngestOptions): Promise<Report | SkipReason> {
  const { storage, settleSeconds } = options;
  const mapping = findMapping(path, options.mappings);
  try {
    const found = await findVersion(path, storage);
    await endReplacedVersions(path, found?.version, { ...endOptions(options), storage, mapping });
    if (found === undefined) return 'deleted';
    const unsettled = settleSeconds - found.age / 1000;
    if (unsettled > 0) {
      await enqueueFile(path, unsettled, storage); // a slow upload is still writing
      return 'settling';
    }
    const ingestion = await findIngestionOf(found.version, mapping, options);
    const finished = await endEarlierMapping(ingestion, endOptions(options));
    if (finished !== undefined) return finished;
    const runAlone = (lease: Lease): Promise<Report | SkipReason> => runAttempt(ingestion, lease, options);
    const patience = { patience: lockPatience, stop: options.shutdown.requested };
    const report = await withLease(`${ingestion.folder}/lock`, storage, runAlone, patience);
    if (report === undefined || typeof report === 'string') await ensureMessage(ingestion, options.clock);
    return report ?? 'locked';
  } catch (error) {
    if (!isTransientStorageError(error)) throw error;
    await enqueueFile(path, storageRetryAfter, storage);
    return 'storage_unavailable';
  }
}

/** @returns the report, or that the storage fails: the ingestion's message will retry */
async function runAttempt(
  ingestion: MappedIngestion,
  { lost }: Lease,
  options: IngestOptions,
): Promise<Report | SkipReason> {
  const timeBudget = AbortSignal.timeout(options.timeBudgetMinutes * 60_000);
  const stop = AbortSignal.any([timeBudget, options.shutdown.requested]);
  const checkpoint = await startAttempt(ingestion, options);
  if (checkpoint === undefined) return await rebuildReport(ingestion);
  try {
    const work = () => advanceIngestion(ingestion, checkpoint, { ...options, stop });
    const next = checkCrashes(checkpoint) ?? (await withMessageAhead(ingestion, { lost, clock: options.clock }, work));
    return await enterState(ingestion, await applyStopRequest(ingestion, next), options);
  } catch (error) {
    const current = (await ingestion.documents.read<Checkpoint>('checkpoint')) ?? checkpoint;
    const next = wasStopped(error, stop)
      ? { ...timeBudgetSpent, state: current.inspectedAt === undefined ? 'inspecting' : timeBudgetSpent.state }
      : classifyError(error, current, ingestion.mapping, options.clock.now());
    if (next === undefined) throw error; // the host tries again
    const requested = await applyStopRequest(ingestion, next);
    return await enterState(ingestion, requested, options).catch(async (trouble: unknown) => {
      if (!isTransientStorageError(trouble)) throw trouble;
      await revertAttempt(ingestion, options);
      return 'storage_unavailable' as const;
    });
  }
}

/** Enters a state; where it ends or is held, the store learns what was sent. */
async function enterState(ingestion: MappedIngestion, next: NextState, options: IngestOptions): Promise<Report> {
  const report = await changeState(ingestion, next, options);
  if (isAtRest(next)) await moveEndedPeople(ingestion, options.clock);
  return report;
}

/** Whether the time budget, or the end of the host, ended a wait. */
const wasStopped = (error: unknown, stop: AbortSignal): boolean =>
  stop.aborted && ['AbortError', 'TimeoutError'].includes((error as Partial<Error>).name ?? '');

/** What it takes to end other ingestions. */
const endOptions = (options: IngestOptions): EndOptions => ({
  clock: options.clock,
  sendEvent: options.sendEvent,
  savePage: options.savePage,
  complete: (ingestion, plan, checkpoint) => completeSettled(ingestion, plan, { checkpoint, ...options }),
});

/** Continues from the checkpoint to the end, or to where it must wait. */
async function advanceIngestion(
  ingestion: MappedIngestion,
  checkpoint: Checkpoint,
  options: IngestOptions & DeliverOptions,
): Promise<NextState> {
  const { documents, mapping } = ingestion;
  const saved = await documents.read<SavedPlan>('plan');
  if (saved !== undefined && isWholePlanSettled(checkpoint, saved))
    return await completeSettled(ingestion, saved, { checkpoint, ...options });
  const stopped = (await readStopRequest(ingestion)) ?? (await checkNewerFiles(ingestion));
  if (stopped !== undefined) return stopped;

  const plan = saved ?? (await createPlan(ingestion, options));
  if (isUnusable(plan)) return noValidRecord(plan);

  const older = await checkOlderFiles(ingestion);
  if (older !== undefined) return older;

  const hold = checkpoint.job === undefined ? await findHold(ingestion, plan) : undefined;
  if (hold !== undefined) return hold;

  const job = checkpoint.job ?? (await findProvisioningJob(mapping, options.graph, options.stop));
  const feed = await supersedeOlderFiles(ingestion, endOptions(options));
  if (!canSend(feed, ingestion)) return await findStopState(ingestion);
  const content = { sha256: plan.sha256, mappingHash: ingestion.mappingHash, day: ingestion.day };
  const isDecided = plan.decided !== undefined && plan.decided.length > 0;
  const isWholeFile = mapping.content === 'full' && mapping.send === 'all' && !isDecided;
  if (checkpoint.job === undefined && isWholeFile && isUnchanged(feed, content, job)) {
    await recordNextDate(ingestion, plan);
    return unchanged;
  }

  try {
    return await deliverFile({ ingestion, plan, job, checkpoint }, options);
  } finally {
    await sendQuotaEvent(ingestion.storage, options);
  }
}

async function findProvisioningJob(
  { provisioningJob = {} }: Mapping,
  graph: GraphClient,
  stop: AbortSignal,
): Promise<ProvisioningJob> {
  const { servicePrincipalId, jobId } = provisioningJob;
  if (servicePrincipalId === undefined) {
    throw new SettingsError(
      'provisioningJob.servicePrincipalId',
      'is not set: it is the object id of the provisioning app',
    );
  }
  return { servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId, stop)) };
}

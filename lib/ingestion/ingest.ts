import { SettingsError } from '../errors';
import type { GraphClient } from '../graph/client';
import { findJob, type ProvisioningJob } from '../graph/jobs';
import { mappingFor } from '../mapping/load';
import type { Mapping } from '../mapping/parse';
import type { Checkpoint } from './checkpoint';
import { type SendOptions, send, stepBack } from './delivery/deliver';
import { begin, standing, uncount } from './feed/attempts';
import { settle } from './feed/changeState';
import { isUnchanged, maySend } from './feed/feedState';
import { held, noValidRecord, type Outcome, outcomeOf, timeIsUp, tooManyCrashes, unchanged } from './feed/nextState';
import { endOtherMapping, endReplaced, newerOf, olderOf, supersedeOlder } from './feed/order';
import { ensureMessage, withMessageAhead } from './feed/resumeMessage';
import { ingestionOf, type MappedIngestion } from './ingestion';
import { inspectFile } from './inspection/createPlan';
import { isAnybodyToSend } from './inspection/planBase';
import { safeguards } from './inspection/safeguards';
import type { FrozenPlan } from './plan';
import type { Report } from './reports/report';
import { versionOf } from './storage/blobs';
import { isStorageTrouble } from './storage/calls';
import type { Storage } from './storage/connect';
import { type Lease, withLease } from './storage/lease';
import { tellQuota } from './storage/quotaLedger';
import { enqueue } from './storage/resumeQueue';

export interface IngestOptions extends Omit<SendOptions, 'stop'> {
  storage: Storage;
  mappings: readonly Mapping[];
  /** Looks up jobs. */
  graph: GraphClient;
  callsPerDay: number;
  settleSeconds: number;
  timeBudgetMinutes: number;
}

/** How long to wait for the lock of a worker that may be about to give it back, in milliseconds. */
const lockPatience = 2000;
/** How long after a storage that does not answer a file is tried again, in seconds. */
const storageRetryAfter = 60;

/**
 * Ingests one HR file: inspect, check the safeguards, upload, report. It is idempotent and
 * resumable: any instance may call it at any time, and each call continues from the checkpoint.
 * @returns the report; `undefined` when the blob is gone or still settling, or another worker holds
 * its lock
 */
export async function ingest(path: string, options: IngestOptions): Promise<Report | undefined> {
  const { storage, settleSeconds } = options;
  const mapping = mappingFor(path, options.mappings);
  try {
    const found = await versionOf(path, storage);
    await endReplaced(path, found?.version, { ...options, mapping });
    if (found === undefined) return undefined;
    const unsettled = settleSeconds - found.age / 1000;
    if (unsettled > 0) {
      await enqueue(path, unsettled, storage); // a slow upload is still writing
      return undefined;
    }
    const ingestion = ingestionOf(found.version, mapping, storage);
    const finished = await endOtherMapping(ingestion, options);
    if (finished !== undefined) return finished;
    const goOnAlone = (lease: Lease): Promise<Report | undefined> => goOn(ingestion, lease, options);
    const patience = { patience: lockPatience, stop: options.shutdown.requested };
    const report = await withLease(`${ingestion.folder}/lock`, storage, goOnAlone, patience);
    if (report === undefined) await ensureMessage(ingestion, options.clock);
    return report;
  } catch (error) {
    if (!isStorageTrouble(error)) throw error;
    await enqueue(path, storageRetryAfter, storage);
    return undefined;
  }
}

/**
 * @returns the report; `undefined` when the storage fails and the ingestion's message will retry
 */
async function goOn(ingestion: MappedIngestion, { lost }: Lease, options: IngestOptions): Promise<Report | undefined> {
  const timeBudget = AbortSignal.timeout(options.timeBudgetMinutes * 60_000);
  const stop = AbortSignal.any([timeBudget, options.shutdown.requested]);
  const begun = await begin(ingestion, options);
  if (begun === undefined) return await standing(ingestion);
  try {
    const work = () => advance(ingestion, begun, { ...options, stop });
    const outcome = tooManyCrashes(begun) ?? (await withMessageAhead(ingestion, { lost, clock: options.clock }, work));
    return await settle(ingestion, outcome, options);
  } catch (error) {
    const current = (await ingestion.state.read<Checkpoint>('checkpoint')) ?? begun;
    const outcome = isOver(error, stop) ? timeIsUp : outcomeOf(error, current, ingestion.mapping, options.clock.now());
    if (outcome === undefined) throw error; // the host tries again
    return await settle(ingestion, outcome, options).catch(async (trouble: unknown) => {
      if (!isStorageTrouble(trouble)) throw trouble;
      await uncount(ingestion, options);
      return undefined;
    });
  }
}

/** Whether the time budget, or the end of the host, ended a wait. */
const isOver = (error: unknown, stop: AbortSignal): boolean =>
  stop.aborted && error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);

/** From where it stands to its end, or to where it must wait. */
async function advance(
  ingestion: MappedIngestion,
  begun: Checkpoint,
  options: IngestOptions & SendOptions,
): Promise<Outcome> {
  const { state, mapping } = ingestion;
  const newer = await newerOf(ingestion);
  if (newer !== undefined) return newer;

  const plan = (await state.read<FrozenPlan>('plan')) ?? (await inspectFile(ingestion, options));
  if (plan.records.valid === 0) return noValidRecord;

  const older = await olderOf(ingestion);
  if (older !== undefined) return older;

  const reasons = begun.job === undefined ? await safeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);

  const job = begun.job ?? (await jobOf(mapping, options.graph, options.stop));
  const feed = await supersedeOlder(ingestion, options);
  if (!maySend(feed, ingestion)) return await stepBack(ingestion);
  const content = { sha256: plan.sha256, mappingHash: ingestion.mappingHash };
  if (begun.job === undefined && mapping.content === 'full' && isUnchanged(feed, content, job)) {
    if (!(await isAnybodyToSend(ingestion, job, options.clock.now()))) return unchanged;
  }

  try {
    return await send({ ingestion, plan, job, begun }, options);
  } finally {
    await tellQuota(ingestion.storage, options);
  }
}

async function jobOf(
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

import { createHash } from 'node:crypto';
import { readCsv } from '../csv/read';
import { SettingsError } from '../errors';
import { bulkUpload } from '../graph/bulkUpload';
import type { GraphClient } from '../graph/client';
import type { Clock } from '../graph/clock';
import { findJob, type ProvisioningJob } from '../graph/jobs';
import { mappingFor } from '../mapping/load';
import type { Mapping } from '../mapping/parse';
import { bulkRequests } from '../scim/bulkRequests';
import type { TelemetryEvent } from '../telemetry';
import { type Checkpoint, isEnded, newCheckpoint, type Progress } from './checkpoint';
import { hrFileEvent } from './events';
import { hashed } from './hashed';
import type { OpenFile } from './hrFile';
import { type Ingestion, ingestionOf } from './ingestion';
import { inspect } from './inspect';
import { latest } from './latest';
import { operations } from './operations';
import { accepted, noValidRecord, outcomeOf, timeIsUp, tooManyCrashes } from './outcome';
import type { FrozenPlan } from './plan';
import { readRejections } from './rejections';
import { type Report, reportOf, writeRejected, writeReport } from './report';
import { download, enqueue, type Storage, versionOf } from './storage';
import { type UploadOptions, upload } from './upload';

export interface IngestOptions {
  storage: Storage;
  mappings: readonly Mapping[];
  graph: GraphClient;
  clock: Clock;
  settleSeconds: number;
  timeBudgetMinutes: number;
  /** Tells operations; an event that cannot be told stops no file. */
  tell: (event: TelemetryEvent) => Promise<void>;
}

/**
 * Takes one HR file as far as it goes now: inspect, upload, report. It may be called any number of times, at any moment,
 * from any instance; each call finds the work already done and goes on. @returns the report, or nothing when the blob is
 * gone or still settling
 */
export async function ingest(path: string, options: IngestOptions): Promise<Report | undefined> {
  const { storage, clock, timeBudgetMinutes } = options;
  const stop = AbortSignal.timeout(timeBudgetMinutes * 60_000);
  const mapping = mappingFor(path, options.mappings);
  const version = await versionOf(path, storage);
  if (version === undefined) return undefined;

  const unsettled = version.lastModified.getTime() + options.settleSeconds * 1000 - clock.now();
  if (unsettled > 0) {
    await enqueue(path, unsettled / 1000, storage); // a slow upload is still writing
    return undefined;
  }
  const ingestion = ingestionOf(version, mapping, storage);
  const begun = await begin(ingestion, options);
  if (isEnded(begun)) return reportOf(ingestion, begun, await ingestion.state.read('plan'));

  // Here later: the feed's lock, and whether a newer file supersedes this one.
  let plan: FrozenPlan | undefined;
  try {
    plan = (await ingestion.state.read<FrozenPlan>('plan')) ?? (await inspectFile(ingestion, clock));
    if (plan.records.valid === 0) return await settle(ingestion, plan, noValidRecord, options);
    // Here later: the safeguards, which hold the file, and the day's quota.
    const job = await jobOf(mapping, options.graph, stop);
    await settle(ingestion, plan, { state: 'uploading', reasons: [], job }, options);
    const send: UploadOptions['send'] = (request, signal) => bulkUpload(options.graph, job, request, signal);
    const complete = await uploadPlan(ingestion, plan, { from: begun, send, stop });
    const acceptedAt = timeOf(clock);
    return await settle(ingestion, plan, complete ? { ...accepted, acceptedAt } : timeIsUp, options);
  } catch (error) {
    const current = (await ingestion.state.read<Checkpoint>('checkpoint')) ?? begun;
    const outcome = outcomeOf(error, current, mapping, clock.now()) ?? (stop.aborted ? timeIsUp : undefined);
    if (outcome === undefined) throw error; // the host tries again
    return await settle(ingestion, plan, outcome, options);
  }
}

/** Counts the call in; an ingestion that keeps dying on the way is given up. */
async function begin(ingestion: Ingestion, options: IngestOptions): Promise<Checkpoint> {
  const { state } = ingestion;
  const startedAt = timeOf(options.clock);
  const begun = await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current) ? current : { startedAt, ...current, begun: current.begun + 1 },
  );
  if (isEnded(begun)) return begun;
  const crashed = tooManyCrashes(begun);
  if (crashed !== undefined) {
    await settle(ingestion, await state.read('plan'), crashed, options);
    return { ...begun, ...crashed };
  }
  if (begun.state === 'inspecting') await writeReport(reportOf(ingestion, begun, undefined), ingestion);
  return begun;
}

/** Freezes the plan, after the rejected records lie where HR finds them. */
async function inspectFile(ingestion: Ingestion, clock: Clock): Promise<FrozenPlan> {
  const { version, mapping, storage, state } = ingestion;
  const hash = createHash('sha256');
  let reading = hashed(download(version, storage), hash);
  const open: OpenFile = (csv) => {
    const bytes = reading;
    reading = download(version, storage); // the first reading is the one that is hashed
    return readCsv(bytes, csv);
  };
  const plan: FrozenPlan = { ...(await inspect(open, mapping)), sha256: hash.digest('hex') };
  if (plan.records.rejected > 0) await writeRejected(await readRejections(open, mapping, plan), ingestion);
  await state.write('plan', plan);
  const inspectedAt = timeOf(clock);
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({ ...current, inspectedAt }));
  return plan;
}

/** Sends what the checkpoint says was not sent yet. */
async function uploadPlan(
  { version, mapping, storage, state }: Ingestion,
  plan: FrozenPlan,
  { from, send, stop }: Pick<UploadOptions, 'from' | 'send' | 'stop'>,
): Promise<boolean> {
  const requests = bulkRequests(operations((csv) => readCsv(download(version, storage), csv), mapping, plan));
  const onProgress = latest(async (progress: Progress) => {
    await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
      const { troubledSince: _, ...untroubled } = current;
      return progress.settled > current.settled ? { ...untroubled, ...progress, begun: 1 } : current;
    });
  });
  return await upload(requests, { send, from, onProgress, stop });
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

/**
 * Enters a state: first the report that people read and the event, then the checkpoint, so that a crash between them does
 * all of it again.
 * An outcome with a delay goes on by a message of the resume queue.
 */
async function settle(
  ingestion: Ingestion,
  plan: FrozenPlan | undefined,
  { delaySeconds, ...change }: Partial<Checkpoint> & { delaySeconds?: number },
  { clock, tell }: IngestOptions,
): Promise<Report> {
  const { version, mapping, storage, state } = ingestion;
  const next: Checkpoint = { ...newCheckpoint, ...(await state.read<Checkpoint>('checkpoint')), ...change };
  if (isEnded(next) && plan !== undefined && next.refused.length > 0) {
    const open: OpenFile = (csv) => readCsv(download(version, storage), csv);
    await writeRejected(await readRejections(open, mapping, plan, next.refused), ingestion);
  }
  const report = reportOf(ingestion, next, plan);
  await writeReport(report, ingestion);
  const event = hrFileEvent(report, next, clock.now());
  if (event !== undefined) await tell(event);
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current) ? current : { ...current, ...change },
  );
  if (delaySeconds !== undefined) await enqueue(version.path, delaySeconds, storage);
  return report;
}

const timeOf = (clock: Clock): string => new Date(clock.now()).toISOString();

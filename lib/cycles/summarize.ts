import { GraphError, StateError } from '../errors';
import type { GraphClient } from '../graph/client/client';
import type { Clock } from '../graph/clock';
import type { LogEntry } from '../graph/logs/logEntry';
import { readProvisioningLogs } from '../graph/logs/provisioningLogs';
import { type JobState, type ProvisioningJob, readJobState } from '../graph/provisioning/jobs';
import type { StateStore } from '../ingestion/storage/stateStore';
import type { Telemetry } from '../telemetry';
import { createCycleEvents, createJobEvent } from './events';
import type { OutcomeTracker } from './outcomeTracker';
import { isCode } from './redact';
import { createCycleCounter } from './statistics';
import {
  advanceWatermark,
  type CycleUpdate,
  emptyWatermark,
  findCycleUpdates,
  findEarlierStart,
  type LogReading,
  reserveRevisions,
  type Watermark,
  watermarkSchema,
} from './watermark';

export interface SummarizeOptions {
  /** The client for jobs. */
  graph: GraphClient;
  /** The client for provisioning logs, which have their own rate limit. */
  logs: GraphClient;
  /** The store of the watermarks. */
  state: Pick<StateStore, 'read' | 'update'>;
  telemetry: Telemetry;
  clock: Clock;
  /** Stops the reading of a long log. The next run continues. */
  stop: AbortSignal;
  /** Creates the tracker of a job's outcomes. No outcomes are tracked when absent. */
  trackOutcomes?: (job: FeedJob) => Promise<OutcomeTracker | undefined>;
  /** Records that people who are staged in a job can get lost. */
  recordStagedLoss?: (job: ProvisioningJob) => Promise<void>;
}

/** A provisioning job and the feeds that are uploaded to it. */
export interface FeedJob extends ProvisioningJob {
  feeds: readonly string[];
}

export interface Summary {
  updates: readonly CycleUpdate[];
  /** Whether the log was read to its end. */
  complete: boolean;
}

/** The names of a job's feeds, as events and logs show them. */
export const feedNames = ({ feeds }: Pick<FeedJob, 'feeds'>): string => feeds.join(', ');

/** Reads a job's state, sends it to telemetry and returns it. */
export async function reportJobState(job: FeedJob, options: SummarizeOptions): Promise<JobState> {
  const { graph, telemetry, stop, recordStagedLoss } = options;
  const state = await readJobState(graph, job, stop);
  // a restart from quarantine deletes staged people
  if (state.code === 'Quarantine') await recordStagedLoss?.(job);
  await telemetry.send([createJobEvent(feedNames(job), job.jobId, state)]);
  return state;
}

/**
 * Sends to telemetry each cycle of a job that has new entries since the last run or became final. A
 * cycle is sent again with a higher revision when the run fails before its end. So no cycle gets
 * lost, and the newest revision is correct.
 */
export async function summarizeCycles(job: FeedJob, options: SummarizeOptions): Promise<Summary> {
  const { state, telemetry } = options;
  const name = watermarkName(job);
  const tracker = await options.trackOutcomes?.(job);
  const reading = await readCycles(job, await readWatermark(job, state), { ...options, addEntries: tracker?.add });
  let updates: CycleUpdate[] = [];
  await state.update<Watermark>(name, (current = emptyWatermark) => {
    updates = findCycleUpdates(reading, current);
    return reserveRevisions(current, updates);
  });
  await telemetry.send(updates.flatMap((cycle) => createCycleEvents(feedNames(job), cycle)));
  const failure = await tracker?.finish().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await state.update<Watermark>(name, (current = emptyWatermark) => advanceWatermark(current, reading, updates));
  if (failure !== undefined) throw failure.error; // the next run reads the last two hours again
  return { updates, complete: reading.complete };
}

const watermarkName = ({ servicePrincipalId, jobId }: ProvisioningJob): string =>
  `${encodeURIComponent(servicePrincipalId)}/${encodeURIComponent(jobId)}`;

/** Reads a job's watermark. @throws StateError when this version cannot read it */
export async function readWatermark(job: ProvisioningJob, state: SummarizeOptions['state']): Promise<Watermark> {
  const name = watermarkName(job);
  const stored = await state.read<unknown>(name);
  const { data } = watermarkSchema.safeParse(stored ?? emptyWatermark);
  if (data === undefined)
    throw new StateError(
      `${name}.json below _cycles in ingestion-state is no watermark of this version: delete it. The next run then reads all logs that Entra keeps`,
    );
  return data;
}

interface ReadOptions extends SummarizeOptions {
  addEntries: OutcomeTracker['add'] | undefined;
}

/** Reads the log from the watermark, or from earlier when a reported cycle has grown. */
async function readCycles(job: FeedJob, watermark: Watermark, options: ReadOptions): Promise<LogReading> {
  let since = watermark.from;
  for (;;) {
    const reading = await readFrom(since, job, options);
    const earlier = since === undefined ? undefined : findEarlierStart(watermark, reading.cycles, since);
    if (earlier === undefined) return reading;
    since = earlier;
  }
}

/** Reads the log. When it is stopped, it ends at the last entry, if entries come in order. */
async function readFrom(
  since: number | undefined,
  { jobId }: FeedJob,
  { logs, clock, stop, addEntries }: ReadOptions,
): Promise<LogReading> {
  const count = createCycleCounter(jobId);
  const now = clock.now();
  let last = Number.NEGATIVE_INFINITY;
  let inOrder = true;
  try {
    for await (const entries of readProvisioningLogs(logs, { jobId, since, signal: stop })) {
      const valid = entries.filter((entry) => isValid(entry, now));
      count.add(valid);
      addEntries?.(valid);
      for (const { activityDateTime } of valid) {
        const time = Date.parse(activityDateTime);
        inOrder &&= time >= last;
        last = Math.max(last, time);
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    if (!inOrder || last < 0) throw createTimeoutError(error);
    return { cycles: count.cycles(), through: last, complete: false };
  }
  return { cycles: count.cycles(), through: now, complete: true };
}

const createTimeoutError = (cause: unknown): GraphError =>
  new GraphError(
    'unavailable',
    'time ran out before any provisioning log entry could be summarised. The next run tries again',
    {
      cause,
    },
  );

const day = 24 * 60 * 60 * 1000;

/** Whether an entry has a cycle and a plausible time. Other entries are ignored. */
const isValid = ({ activityDateTime, cycleId }: LogEntry, now: number): boolean =>
  isCode(cycleId) && Date.parse(activityDateTime) < now + day;

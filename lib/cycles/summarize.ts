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
  /** For what is asked about jobs … */
  graph: GraphClient;
  /** … and for their logs, which have a rate limit of their own. */
  logs: GraphClient;
  /** Where watermarks are kept. */
  state: Pick<StateStore, 'read' | 'update'>;
  telemetry: Telemetry;
  clock: Clock;
  /** Ends the reading of a long log; the next run goes on. */
  stop: AbortSignal;
  /** Whoever matches a job's entries with the people who were sent; nobody when absent. */
  watch?: (job: FedJob) => Promise<OutcomeTracker | undefined>;
  /** Records that people who are staged in a job may be lost. */
  recordStagedLoss?: (job: ProvisioningJob) => Promise<void>;
}

/** A provisioning job, and the feeds that are uploaded to it. */
export interface FedJob extends ProvisioningJob {
  /** One, or several with commas between them. */
  feed: string;
}

export interface Summary {
  news: readonly CycleUpdate[];
  /** Whether the log was read to its end. */
  complete: boolean;
}

/** Tells telemetry how a job is, and gives its state. */
export async function reportJobState(job: FedJob, options: SummarizeOptions): Promise<JobState> {
  const { graph, telemetry, stop, recordStagedLoss } = options;
  const state = await readJobState(graph, job, stop);
  if (state.code === 'Quarantine') await recordStagedLoss?.(job); // a restart ends it, and clears them
  await telemetry.send([createJobEvent(job.feed, job.jobId, state)]);
  return state;
}

/**
 * Tells telemetry of each of a job's cycles that grew since the last run, or became final. What is told is told again with
 * a higher revision when a run does not come to its end: nothing is lost, and the newest revision is right.
 */
export async function summarizeCycles(job: FedJob, options: SummarizeOptions): Promise<Summary> {
  const { state, telemetry } = options;
  const name = nameOf(job);
  const watch = await options.watch?.(job);
  const reading = await readCycles(job, await readWatermark(job, state), { ...options, see: watch?.see });
  let news: CycleUpdate[] = [];
  await state.update<Watermark>(name, (current = emptyWatermark) => {
    news = findCycleUpdates(reading, current);
    return reserveRevisions(current, news);
  });
  await telemetry.send(news.flatMap((cycle) => createCycleEvents(job.feed, cycle)));
  const failure = await watch?.done().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await state.update<Watermark>(name, (current = emptyWatermark) => advanceWatermark(current, reading, news));
  if (failure !== undefined) throw failure.error; // the next run reads two hours of it once more
  return { news, complete: reading.complete };
}

const nameOf = ({ servicePrincipalId, jobId }: ProvisioningJob): string =>
  `${encodeURIComponent(servicePrincipalId)}/${encodeURIComponent(jobId)}`;

/** @throws StateError when it is none that this version wrote */
export async function readWatermark(job: ProvisioningJob, state: SummarizeOptions['state']): Promise<Watermark> {
  const name = nameOf(job);
  const stored = await state.read<unknown>(name);
  const { data } = watermarkSchema.safeParse(stored ?? emptyWatermark);
  if (data === undefined)
    throw new StateError(
      `${name}.json below _cycles in ingestion-state is no watermark of this version: delete it, and all that Entra keeps is summarised anew`,
    );
  return data;
}

interface ReadOptions extends SummarizeOptions {
  see: OutcomeTracker['see'] | undefined;
}

/** Reads the log from the watermark on, or from further back when a cycle that was told before has grown. */
async function readCycles(job: FedJob, watermark: Watermark, options: ReadOptions): Promise<LogReading> {
  let since = watermark.from;
  for (;;) {
    const reading = await readFrom(since, job, options);
    const earlier = since === undefined ? undefined : findEarlierStart(watermark, reading.cycles, since);
    if (earlier === undefined) return reading;
    since = earlier;
  }
}

/** A reading that is stopped ends at its last entry, which only means something while they come in order. */
async function readFrom(
  since: number | undefined,
  { jobId }: FedJob,
  { logs, clock, stop, see }: ReadOptions,
): Promise<LogReading> {
  const count = createCycleCounter(jobId);
  const now = clock.now();
  let last = Number.NEGATIVE_INFINITY;
  let inOrder = true;
  try {
    for await (const entries of readProvisioningLogs(logs, { jobId, since, signal: stop })) {
      const sound = entries.filter((entry) => isSound(entry, now));
      count.add(sound);
      see?.(sound);
      for (const { activityDateTime } of sound) {
        const time = Date.parse(activityDateTime);
        inOrder &&= time >= last;
        last = Math.max(last, time);
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    if (!inOrder || last < 0) throw outOfTime(error);
    return { cycles: count.cycles(), through: last, complete: false };
  }
  return { cycles: count.cycles(), through: now, complete: true };
}

const outOfTime = (cause: unknown): GraphError =>
  new GraphError(
    'unavailable',
    'time ran out before anything of the provisioning log could be summarised; the next run tries again',
    {
      cause,
    },
  );

const day = 24 * 60 * 60 * 1000;

/** Whatever has no time, or none that can be, or no cycle, is of no cycle's summary. */
const isSound = ({ activityDateTime, cycleId }: LogEntry, now: number): boolean =>
  isCode(cycleId) && Date.parse(activityDateTime) < now + day;

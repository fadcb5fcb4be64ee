import type { GraphClient } from '../graph/client';
import type { Clock } from '../graph/clock';
import { type JobState, jobState, type ProvisioningJob } from '../graph/jobs';
import { provisioningLogs } from '../graph/provisioningLogs';
import type { StateStore } from '../ingestion/stateStore';
import type { Telemetry } from '../telemetry';
import { cycleEvents, jobEvent } from './events';
import { createCount } from './statistics';
import {
  advance,
  type CycleNews,
  cutOff,
  newsOf,
  newWatermark,
  type Reading,
  reserve,
  type Watermark,
} from './watermark';

export interface SummarizeOptions {
  /** For what is asked about jobs … */
  graph: GraphClient;
  /** … and for their logs, which have a rate limit of their own. */
  logs: GraphClient;
  /** Where watermarks are kept. */
  state: StateStore;
  telemetry: Telemetry;
  clock: Clock;
  /** Ends the reading of a long log; the next run goes on. */
  stop: AbortSignal;
}

/** A provisioning job, and the feeds that are uploaded to it. */
export interface FedJob extends ProvisioningJob {
  feed: string;
}

/** Tells telemetry how a job is, and gives its state. */
export async function tellJob(job: FedJob, { graph, telemetry }: SummarizeOptions): Promise<JobState> {
  const state = await jobState(graph, job);
  await telemetry.send([jobEvent(job.feed, job.jobId, state)]);
  return state;
}

/**
 * Tells telemetry of each of a job's cycles that grew since the last run, or became final. What is told is told again with
 * a higher revision when a run does not come to its end: nothing is lost, and the newest revision is right.
 */
export async function summarizeCycles(job: FedJob, options: SummarizeOptions): Promise<CycleNews[]> {
  const { state, telemetry } = options;
  const name = `${encodeURIComponent(job.servicePrincipalId)}/${encodeURIComponent(job.jobId)}`;
  const watermark = (await state.read<Watermark>(name)) ?? newWatermark;
  const reading = await readCycles(job, watermark, options);
  const news = newsOf(reading, watermark);
  if (news.length > 0) {
    await state.update<Watermark>(name, (current = newWatermark) => reserve(current, news));
    await telemetry.send(news.flatMap((cycle) => cycleEvents(job.feed, cycle)));
  }
  const next = advance(watermark, reading, news);
  if (news.length > 0 || next.from !== watermark.from) await state.write(name, next);
  return news;
}

/** Reads the log from the watermark on, or from further back when a cycle that was told before has grown. */
async function readCycles(job: FedJob, watermark: Watermark, options: SummarizeOptions): Promise<Reading> {
  let since = watermark.from;
  for (;;) {
    const reading = await readFrom(since, job, options);
    const earlier = since === undefined ? undefined : cutOff(watermark, reading.cycles, since);
    if (earlier === undefined) return reading;
    since = earlier;
  }
}

/** A reading that is stopped ends at its last entry, which only means something while they come in order. */
async function readFrom(
  since: number | undefined,
  { jobId }: FedJob,
  { logs, clock, stop }: SummarizeOptions,
): Promise<Reading> {
  const count = createCount(jobId);
  const now = clock.now();
  let last = Number.NEGATIVE_INFINITY;
  let inOrder = true;
  for await (const entries of provisioningLogs(logs, { jobId, since })) {
    count.add(entries);
    for (const { activityDateTime } of entries) {
      const time = Date.parse(activityDateTime);
      inOrder &&= time >= last;
      last = Math.max(last, time);
    }
    if (stop.aborted && inOrder) return { cycles: count.cycles(), through: last, complete: false };
  }
  return { cycles: count.cycles(), through: now, complete: true };
}

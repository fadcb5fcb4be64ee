import { findJob, type JobState } from '../graph/provisioning/jobs';
import type { Mapping } from '../mapping/file/parse';
import {
  type FeedJob,
  feedNames,
  readWatermark,
  reportJobState,
  type SummarizeOptions,
  type Summary,
  summarizeCycles,
} from './summarize';

/** The summary of one provisioning job. */
export interface JobSummary extends Summary {
  /** The name of the feed, or the names of several with commas between them. */
  feed: string;
  state: JobState | undefined;
  /** The errors of this job. They do not affect other jobs. */
  errors: readonly unknown[];
}

/** Summarises each provisioning job of the mappings. A feed without a job has no summary. */
export async function summarizeFeeds(mappings: readonly Mapping[], options: SummarizeOptions): Promise<JobSummary[]> {
  const { jobs, failures } = await findJobs(mappings, options);
  const states = await Promise.allSettled(jobs.map((job) => reportJobState(job, options)));
  const summaries = jobs.map((job, index) => withState(job, states[index]));
  // one after another: they share a rate limit, and one complete summary beats several partial ones
  for (const job of await sortByWatermark(jobs, options)) {
    const summary = summaries[jobs.indexOf(job)];
    if (summary === undefined) continue;
    try {
      Object.assign(summary, await summarizeCycles(job, options));
    } catch (error) {
      summary.errors = [...summary.errors, error];
    }
  }
  return [...failures, ...summaries];
}

const none = { updates: [], complete: true, state: undefined } as const;

const withState = (job: FeedJob, state: PromiseSettledResult<JobState> | undefined): JobSummary =>
  state?.status === 'fulfilled'
    ? { ...none, feed: feedNames(job), state: state.value, errors: [] }
    : { ...none, feed: feedNames(job), errors: [state?.reason] };

/** Sorts jobs by watermark, oldest first, so that every job gets its turn when time is short. */
async function sortByWatermark(jobs: readonly FeedJob[], { state }: SummarizeOptions): Promise<FeedJob[]> {
  const timed = jobs.map(async (job) => {
    const from = await readWatermark(job, state).then(
      (watermark) => watermark.from ?? 0,
      () => 0,
    );
    return { job, from };
  });
  return (await Promise.all(timed)).sort((a, b) => a.from - b.from).map(({ job }) => job);
}

/** Finds the jobs of the mappings. A job of several feeds is listed once. */
export async function findJobs(
  mappings: readonly Mapping[],
  { graph, stop }: Pick<SummarizeOptions, 'graph'> & { stop?: AbortSignal },
): Promise<{ jobs: FeedJob[]; failures: JobSummary[] }> {
  const named = mappings.flatMap(({ feed, provisioningJob: { servicePrincipalId, jobId } = {} }) =>
    servicePrincipalId === undefined ? [] : [{ feed, servicePrincipalId, jobId }],
  );
  const found = await Promise.allSettled(
    named.map(async ({ feed, servicePrincipalId, jobId }): Promise<FeedJob> => {
      return { feeds: [feed], servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId, stop)) };
    }),
  );
  const jobs: FeedJob[] = [];
  const failures: JobSummary[] = [];
  for (const [index, result] of found.entries()) {
    const feed = named[index]?.feed ?? '';
    if (result.status === 'rejected') {
      failures.push({ ...none, feed, errors: [result.reason] });
      continue;
    }
    const { servicePrincipalId, jobId } = result.value;
    const same = jobs.find((job) => job.jobId === jobId && job.servicePrincipalId === servicePrincipalId);
    if (same === undefined) jobs.push(result.value);
    else same.feeds = [...same.feeds, feed];
  }
  return { jobs, failures };
}

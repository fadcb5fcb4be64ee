import { findJob, type JobState } from '../graph/provisioning/jobs';
import type { Mapping } from '../mapping/file/parse';
import {
  type FedJob,
  readWatermark,
  reportJobState,
  type SummarizeOptions,
  type Summary,
  summarizeCycles,
} from './summarize';

/** What there is to say about one provisioning job. */
export interface JobSummary extends Summary {
  feed: string;
  state: JobState | undefined;
  /** What went wrong with this job, and kept no other from its summary. */
  errors: readonly unknown[];
}

/** Summarises each provisioning job that the mappings name. Feeds that name none have no summary. */
export async function summarizeFeeds(mappings: readonly Mapping[], options: SummarizeOptions): Promise<JobSummary[]> {
  const { jobs, failures } = await findJobs(mappings, options);
  const states = await Promise.allSettled(jobs.map((job) => reportJobState(job, options)));
  const summaries = jobs.map((job, index) => withState(job, states[index]));
  // one after another: they share the rate at which logs may be read, and one that is done is better than all that are begun
  for (const job of await oldestFirst(jobs, options)) {
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

const none = { news: [], complete: true, state: undefined } as const;

const withState = ({ feed }: FedJob, state: PromiseSettledResult<JobState> | undefined): JobSummary =>
  state?.status === 'fulfilled'
    ? { ...none, feed, state: state.value, errors: [] }
    : { ...none, feed, errors: [state?.reason] };

/** The job whose log was left furthest behind comes first, so that none waits for ever when time is short. */
async function oldestFirst(jobs: readonly FedJob[], { state }: SummarizeOptions): Promise<FedJob[]> {
  const timed = jobs.map(async (job) => {
    const from = await readWatermark(job, state).then(
      (watermark) => watermark.from ?? 0,
      () => 0,
    );
    return { job, from };
  });
  return (await Promise.all(timed)).sort((a, b) => a.from - b.from).map(({ job }) => job);
}

/** Each job once, though several feeds may be uploaded to it. */
export async function findJobs(
  mappings: readonly Mapping[],
  { graph, stop }: Pick<SummarizeOptions, 'graph'> & { stop?: AbortSignal },
): Promise<{ jobs: FedJob[]; failures: JobSummary[] }> {
  const named = mappings.flatMap(({ feed, provisioningJob: { servicePrincipalId, jobId } = {} }) =>
    servicePrincipalId === undefined ? [] : [{ feed, servicePrincipalId, jobId }],
  );
  const found = await Promise.allSettled(
    named.map(async ({ feed, servicePrincipalId, jobId }): Promise<FedJob> => {
      return { feed, servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId, stop)) };
    }),
  );
  const jobs: FedJob[] = [];
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
    else same.feed = `${same.feed}, ${feed}`;
  }
  return { jobs, failures };
}

import type { GraphClient } from '../graph/client';
import { findJob, type JobState } from '../graph/jobs';
import type { Mapping } from '../mapping/parse';
import { type FedJob, type SummarizeOptions, summarizeCycles, tellJob } from './summarize';
import type { CycleNews } from './watermark';

/** What there is to say about one provisioning job. */
export interface JobSummary {
  feed: string;
  state: JobState | undefined;
  news: readonly CycleNews[];
  /** What went wrong with this job, and kept no other from its summary. */
  errors: readonly unknown[];
}

/** Summarises each provisioning job that the mappings name, side by side. Feeds that name none have no summary. */
export async function summarizeFeeds(mappings: readonly Mapping[], options: SummarizeOptions): Promise<JobSummary[]> {
  const { jobs, failures } = await jobsOf(mappings, options.graph);
  const summaries = jobs.map(async (job): Promise<JobSummary> => {
    const [state, news] = await Promise.allSettled([tellJob(job, options), summarizeCycles(job, options)]);
    return {
      feed: job.feed,
      state: state.status === 'fulfilled' ? state.value : undefined,
      news: news.status === 'fulfilled' ? news.value : [],
      errors: [state, news].flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
    };
  });
  return [...failures, ...(await Promise.all(summaries))];
}

/** Each job once, though several feeds may be uploaded to it. */
async function jobsOf(
  mappings: readonly Mapping[],
  graph: GraphClient,
): Promise<{ jobs: FedJob[]; failures: JobSummary[] }> {
  const jobs: FedJob[] = [];
  const failures: JobSummary[] = [];
  for (const { feed, provisioningJob } of mappings) {
    const { servicePrincipalId, jobId: named } = provisioningJob ?? {};
    if (servicePrincipalId === undefined) continue;
    try {
      const jobId = named ?? (await findJob(graph, servicePrincipalId));
      const same = jobs.find((job) => job.jobId === jobId && job.servicePrincipalId === servicePrincipalId);
      if (same === undefined) jobs.push({ feed, servicePrincipalId, jobId });
      else same.feed = `${same.feed}, ${feed}`;
    } catch (error) {
      failures.push({ feed, state: undefined, news: [], errors: [error] });
    }
  }
  return { jobs, failures };
}

import { GraphError } from '../lib/errors';
import type { GraphClient } from '../lib/graph/client';
import { type ProvisioningJob, pauseJob, startJob } from '../lib/graph/jobs';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Pauses a job, does something, and starts the job again whatever happens meanwhile, Ctrl+C too: a job that stays paused
 * provisions nobody. Without a job it only does it.
 */
export async function whilePaused<T>(
  graph: GraphClient,
  job: ProvisioningJob | undefined,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  if (job === undefined) return work(stop.signal);
  const interrupt = (): void =>
    stop.abort(
      new GraphError('interrupted', 'interrupted: the file was not sent to its end; the job was started again'),
    );
  for (const signal of interruptions) process.on(signal, interrupt);
  try {
    await pauseJob(graph, job);
    return await work(stop.signal);
  } finally {
    await startJob(graph, job);
    for (const signal of interruptions) process.off(signal, interrupt);
  }
}

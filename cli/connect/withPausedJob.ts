import { GraphError } from '../../lib/errors';
import type { GraphClient } from '../../lib/graph/client/client';
import { type ProvisioningJob, pauseJob, startJob } from '../../lib/graph/provisioning/jobs';
import type { Context } from '../context/context';
import { reportError } from '../output/report';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Pausing {
  graph: GraphClient;
  /** When absent, nothing is paused. */
  job: ProvisioningJob | undefined;
  context: Context;
}

/**
 * Pauses a job, runs `work`, and starts the job again in any case, Ctrl+C included. A job that
 * stays paused provisions nobody.
 */
export async function withPausedJob<T>(
  { graph, job, context }: Pausing,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  if (job === undefined) return work(stop.signal);
  const interrupt = (): void => {
    if (!stop.signal.aborted) context.report('stopping: starting the provisioning job again first');
    stop.abort(createInterruptedError());
  };
  for (const signal of interruptions) process.on(signal, interrupt);
  let paused = true;
  let failure: unknown;
  try {
    await pauseJob(graph, job).catch((error: unknown) => {
      paused = mayHaveSucceeded(error);
      throw error;
    });
    context.print('the provisioning job is paused');
    return await work(stop.signal);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (paused) await restartPausedJob({ graph, job, context }, failure);
    for (const signal of interruptions) process.off(signal, interrupt);
  }
}

/**
 * Whether a failed call may have taken effect: a call without a response may have, a refused one
 * has not.
 */
const mayHaveSucceeded = (error: unknown): boolean =>
  !(error instanceof GraphError) || ['throttled', 'unavailable', 'unreachable'].includes(error.code);

/**
 * Starts the job again. If that fails too, this error is reported last, because it must be fixed
 * first.
 */
async function restartPausedJob(
  { graph, job, context }: Pausing & { job: ProvisioningJob },
  failure: unknown,
): Promise<void> {
  try {
    await startJob(graph, job);
    context.print('the provisioning job is started again');
  } catch (cause) {
    for (const error of [failure, cause]) if (error !== undefined) reportError(error, context);
    throw new GraphError(
      'refused',
      'the provisioning job could not be started again. If it is paused, nobody is provisioned. Start it in the Entra portal',
      { cause },
    );
  }
}

const createInterruptedError = (): GraphError =>
  new GraphError('interrupted', 'interrupted: only a part of the file was sent. The job was started again');

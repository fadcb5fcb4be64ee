import { GraphError } from '../../lib/errors';
import type { GraphClient } from '../../lib/graph/client/client';
import { type ProvisioningJob, pauseJob, startJob } from '../../lib/graph/provisioning/jobs';
import type { Context } from '../context/context';
import { reportError } from '../output/report';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Pausing {
  graph: GraphClient;
  /** None: nothing is paused. */
  job: ProvisioningJob | undefined;
  context: Context;
}

/**
 * Pauses a job, does something, and starts the job again whatever happens meanwhile, Ctrl+C too: a job that stays paused
 * provisions nobody.
 */
export async function whilePaused<T>(
  { graph, job, context }: Pausing,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  if (job === undefined) return work(stop.signal);
  const interrupt = (): void => {
    if (!stop.signal.aborted) context.report('stopping: the provisioning job is started again first');
    stop.abort(interrupted());
  };
  for (const signal of interruptions) process.on(signal, interrupt);
  let paused = true;
  let failure: unknown;
  try {
    await pauseJob(graph, job).catch((error: unknown) => {
      paused = mayHavePassed(error);
      throw error;
    });
    context.print('the provisioning job is paused');
    return await work(stop.signal);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (paused) await startAgain({ graph, job, context }, failure);
    for (const signal of interruptions) process.off(signal, interrupt);
  }
}

/** A call without an answer may have been taken; one that was refused was not. */
const mayHavePassed = (error: unknown): boolean =>
  !(error instanceof GraphError) || ['throttled', 'unavailable', 'unreachable'].includes(error.code);

/** When the job does not start either, that comes last: it is what somebody has to see to first. */
async function startAgain(
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
      'the provisioning job could not be started again: if it is paused, nobody is provisioned until it is started in the Entra portal',
      { cause },
    );
  }
}

const interrupted = (): GraphError =>
  new GraphError('interrupted', 'interrupted: the file was not sent to its end; the job was started again');

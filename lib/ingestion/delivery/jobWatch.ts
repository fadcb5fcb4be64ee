import { GraphError } from '../../errors';
import type { GraphClient } from '../../graph/client/client';
import type { Clock } from '../../graph/clock';
import { type ProvisioningJob, readJobState } from '../../graph/provisioning/jobs';
import { addNote, readCheckpoint } from '../checkpoint';
import { jobCheckInterval, type NextState, waitForJob } from '../feed/nextState';
import type { Ingestion } from '../ingestion';

export interface JobWatchOptions {
  graph: GraphClient;
  job: ProvisioningJob;
  clock: Clock;
  stop: AbortSignal;
}

/**
 * Looks at the provisioning job when it is first called, and every `jobCheckInterval`. A job whose
 * state the token may not read counts as active.
 * @returns a function that gives the state in which to wait; `undefined` when the job takes uploads
 */
export function createJobWatch(
  ingestion: Ingestion,
  { graph, job, clock, stop }: JobWatchOptions,
): () => Promise<NextState | undefined> {
  let readAt = Number.NEGATIVE_INFINITY;
  let current: Promise<NextState | undefined> = Promise.resolve(undefined);
  async function read(): Promise<NextState | undefined> {
    try {
      const state = await readJobState(graph, job, stop);
      return waitForJob(state, await readCheckpoint(ingestion));
    } catch (error) {
      if (!(error instanceof GraphError && error.code === 'forbidden')) throw error;
      const message = `The state of the provisioning job cannot be read, so that a paused job is filled: ${error.message}`;
      await addNote(ingestion, { code: 'job_state_unknown', message });
      return undefined;
    }
  }
  return () => {
    if (clock.now() - readAt >= jobCheckInterval * 1000) {
      readAt = clock.now();
      current = read();
    }
    return current;
  };
}

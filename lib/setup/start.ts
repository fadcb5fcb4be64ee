import { readJobState, startJob } from '../graph/provisioning/jobs';
import { requireJob, type Setup, type SetupChange } from './setup';

/**
 * Plans to start the job. It is never restarted, because a restart can purge staged users. A job in
 * quarantine is not changed.
 */
export async function planStart(setup: Setup): Promise<SetupChange[]> {
  const { graph, known } = setup;
  if (known.jobId !== undefined) {
    const { code } = await readJobState(graph, requireJob(setup));
    if (code === 'Active' || code === 'Quarantine') return [];
  }
  return [{ what: 'start the provisioning job', apply: () => startJob(graph, requireJob(setup)) }];
}

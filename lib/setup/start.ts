import { readJobState, startJob } from '../graph/provisioning/jobs';
import { type Change, knownJob, type Setup } from './setup';

/** The job runs its cycles: it is started, and never restarted, which can purge what is staged. A quarantine is left alone. */
export async function lookAtStart(setup: Setup): Promise<Change[]> {
  const { graph, known } = setup;
  if (known.jobId !== undefined) {
    const { code } = await readJobState(graph, knownJob(setup));
    if (code === 'Active' || code === 'Quarantine') return [];
  }
  return [{ what: 'start the provisioning job', apply: () => startJob(graph, knownJob(setup)) }];
}

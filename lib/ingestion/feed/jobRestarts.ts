import type { ProvisioningJob } from '../../graph/jobs';
import { jobName } from '../storage/blobNames';
import type { Storage } from '../storage/connect';
import { stateStore } from '../storage/stateStore';

interface Restart {
  /** ISO 8601. */
  at: string;
}

/** Notes that we restarted a job, or did what may restart it: its feeds send everybody once more. */
export async function noteRestart(job: ProvisioningJob, storage: Storage, now: number): Promise<void> {
  await stateStore('_restarts', storage).update<Restart>(jobName(job), () => ({ at: new Date(now).toISOString() }));
}

/** When we restarted a job last, milliseconds since 1970; 0 when we never did. */
export async function restartedAt(job: ProvisioningJob, storage: Storage): Promise<number> {
  const found = await stateStore('_restarts', storage).read<Restart>(jobName(job));
  return found === undefined ? 0 : Date.parse(found.at);
}

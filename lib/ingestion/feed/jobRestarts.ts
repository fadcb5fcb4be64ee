import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { jobBlobName } from '../storage/blobNames';
import type { Storage } from '../storage/connect';
import { openStateStore } from '../storage/stateStore';

interface Restart {
  /** ISO 8601. */
  at: string;
}

/** Records that this app restarted a job, or may have: its feeds send everybody once more. */
export async function recordJobRestart(job: ProvisioningJob, storage: Storage, now: number): Promise<void> {
  await openStateStore('_restarts', storage).update<Restart>(jobBlobName(job), () => ({
    at: new Date(now).toISOString(),
  }));
}

/** When this app last restarted a job, milliseconds since 1970; 0 when it never did. */
export async function readLastRestart(job: ProvisioningJob, storage: Storage): Promise<number> {
  const found = await openStateStore('_restarts', storage).read<Restart>(jobBlobName(job));
  return found === undefined ? 0 : Date.parse(found.at);
}

import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { jobBlobName } from '../storage/blobNames';
import type { Storage } from '../storage/connect';
import { openStateStore } from '../storage/stateStore';

interface StagedLoss {
  /** ISO 8601. */
  at: string;
}

/**
 * Records that a job may have lost the people who are staged in it: this app restarted it, or it is
 * in quarantine, which an administrator may end with a restart.
 */
export async function recordStagedLoss(job: ProvisioningJob, storage: Storage, now: number): Promise<void> {
  await openStateStore('_restarts', storage).update<StagedLoss>(jobBlobName(job), () => ({
    at: new Date(now).toISOString(),
  }));
}

/** When a job may last have lost staged people, milliseconds since 1970; 0 when it never did. */
export async function readStagedLoss(job: ProvisioningJob, storage: Storage): Promise<number> {
  const found = await openStateStore('_restarts', storage).read<StagedLoss>(jobBlobName(job));
  return found === undefined ? 0 : Date.parse(found.at);
}

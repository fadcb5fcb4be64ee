import { createHash } from 'node:crypto';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';

/** The name of a provisioning job in names of blobs. */
export const jobBlobName = ({ servicePrincipalId, jobId }: ProvisioningJob): string =>
  sha256(`${servicePrincipalId}/${jobId}`);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

import { developmentToken } from '../../lib/graph/client/tokens';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import { createDirectory } from '../entra/tenant/directory';
import { createJob, createTenant, type Tenant } from '../entra/tenant/tenant';

/**
 * Creates an empty tenant, in which the development token has all permissions that csv2scim needs.
 */
export const createLocalTenant = (): Tenant =>
  createTenant([], {
    [developmentToken]: [
      'SynchronizationData-User.Upload',
      'Synchronization.Read.All',
      'Synchronization.ReadWrite.All',
      'ProvisioningLog.Read.All',
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
    ],
  });

/** Adds the missing provisioning apps and jobs. A saved tenant may lack those of a new mapping. */
export function addProvisioningJobs(tenant: Tenant, jobs: readonly ProvisioningJob[]): void {
  for (const { servicePrincipalId, jobId } of jobs) {
    if (!tenant.servicePrincipals.some(({ id }) => id === servicePrincipalId)) {
      const { servicePrincipals } = createDirectory([servicePrincipalId]);
      tenant.servicePrincipals.push(...servicePrincipals.filter(({ id }) => id === servicePrincipalId));
    }
    const known = tenant.jobs.some((job) => job.id === jobId && job.servicePrincipalId === servicePrincipalId);
    if (!known) tenant.jobs.push(createJob(jobId, servicePrincipalId));
  }
}

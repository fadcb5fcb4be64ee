import { developmentToken } from '../../lib/graph/client/tokens';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import { directoryWith } from '../entra/tenant/directory';
import { newJob, type Tenant, tenantWith } from '../entra/tenant/tenant';

/** An empty tenant, which takes the development token for everything that csv2scim does. */
export const createTenant = (): Tenant =>
  tenantWith([], {
    [developmentToken]: [
      'SynchronizationData-User.Upload',
      'Synchronization.Read.All',
      'Synchronization.ReadWrite.All',
      'ProvisioningLog.Read.All',
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
    ],
  });

/** Adds the provisioning apps and jobs that the tenant does not have yet: a kept one may lack those of a new mapping. */
export function addProvisioningJobs(tenant: Tenant, jobs: readonly ProvisioningJob[]): void {
  for (const { servicePrincipalId, jobId } of jobs) {
    if (!tenant.servicePrincipals.some(({ id }) => id === servicePrincipalId)) {
      const { servicePrincipals } = directoryWith([servicePrincipalId]);
      tenant.servicePrincipals.push(...servicePrincipals.filter(({ id }) => id === servicePrincipalId));
    }
    const known = tenant.jobs.some((job) => job.id === jobId && job.servicePrincipalId === servicePrincipalId);
    if (!known) tenant.jobs.push(newJob(jobId, servicePrincipalId));
  }
}

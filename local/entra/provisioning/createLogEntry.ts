import { randomUUID } from 'node:crypto';
import type { LogEntry, ProvisioningSystem } from '../tenant/logEntry';
import type { Job, Tenant } from '../tenant/tenant';
import { type Change, displayNameOf } from './provision';
import { stepsOf, target } from './steps';

/** What the entries of one cycle have in common. */
export interface Cycle {
  id: string;
  job: Job;
  tenant: Tenant;
  /** A person's changeId, by externalId. */
  changeIds: Map<string, string>;
}

const appName = 'API-driven provisioning to Microsoft Entra ID';
const source: ProvisioningSystem = { id: '55555555-5555-4555-8555-555555555555', displayName: 'API', details: {} };

/** The provisioning log's entry for a change. @param time milliseconds since 1970 */
export function logEntry(change: Change, cycle: Cycle, time: number): LogEntry {
  const { externalId, action, status, error, modified, account, sent } = change;
  const { job, tenant, changeIds } = cycle;
  const changeId = changeIds.get(externalId) ?? randomUUID();
  changeIds.set(externalId, changeId);
  const displayName = displayNameOf(change);
  const person = sent.userName === undefined ? {} : { userPrincipalName: sent.userName };
  return {
    id: randomUUID(),
    activityDateTime: new Date(time).toISOString(),
    tenantId: tenant.id,
    jobId: job.id,
    cycleId: cycle.id,
    changeId,
    provisioningAction: action,
    durationInMilliseconds: 100 + modified.length,
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    servicePrincipal: { id: job.servicePrincipalId, displayName: appName },
    sourceSystem: source,
    targetSystem: targetSystem(job),
    sourceIdentity: { id: externalId, displayName, identityType: 'User', details: person },
    targetIdentity: {
      id: account?.id ?? '',
      displayName: account === undefined ? '' : displayName,
      identityType: 'User',
      details: account === undefined ? {} : person,
    },
    provisioningStatusInfo: { status, errorInformation: error },
    provisioningSteps: stepsOf(change),
    modifiedProperties: modified,
  };
}

const targetSystem = ({ servicePrincipalId }: Job): ProvisioningSystem => ({
  id: '66666666-6666-4666-8666-666666666666',
  displayName: target,
  details: { ServicePrincipalId: servicePrincipalId, ServicePrincipalDisplayName: appName },
});

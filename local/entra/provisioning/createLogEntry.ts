import { randomUUID } from 'node:crypto';
import type { LogEntry, ProvisioningSystem } from '../tenant/logEntry';
import type { Job, Tenant } from '../tenant/tenant';
import { type Change, getDisplayName } from './provision';
import { createSteps, targetSystemName } from './steps';

/** What the entries of one cycle share. */
export interface Cycle {
  id: string;
  job: Job;
  tenant: Tenant;
  /** A person's changeId, by externalId. */
  changeIds: Map<string, string>;
}

const appName = 'API-driven provisioning to Microsoft Entra ID';
const source: ProvisioningSystem = { id: '55555555-5555-4555-8555-555555555555', displayName: 'API', details: {} };

/** Creates the provisioning log's entry for a change. @param time milliseconds since 1970 */
export function createLogEntry(change: Change, cycle: Cycle, time: number): LogEntry {
  const { externalId, action, status, error, modified, account, sent } = change;
  const { job, tenant, changeIds } = cycle;
  const changeId = changeIds.get(externalId) ?? randomUUID();
  changeIds.set(externalId, changeId);
  const displayName = getDisplayName(change);
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
    targetSystem: createTargetSystem(job),
    sourceIdentity: { id: externalId, displayName, identityType: 'User', details: person },
    targetIdentity: {
      id: account?.id ?? '',
      displayName: account === undefined ? '' : displayName,
      identityType: 'User',
      details: account === undefined ? {} : person,
    },
    provisioningStatusInfo: { status, errorInformation: error },
    provisioningSteps: createSteps(change),
    modifiedProperties: modified,
  };
}

const createTargetSystem = ({ servicePrincipalId }: Job): ProvisioningSystem => ({
  id: '66666666-6666-4666-8666-666666666666',
  displayName: targetSystemName,
  details: { ServicePrincipalId: servicePrincipalId, ServicePrincipalDisplayName: appName },
});

import type { ErrorInformation, LogEntry, ModifiedProperty } from '../../local/entra/tenant/logEntry';
import { jobId } from './entra';

/** What a test says of an entry; the rest is usual. */
export interface EntryChange {
  id?: string;
  /** Milliseconds after `logStart`. */
  at?: number;
  jobId?: string;
  cycleId?: string;
  changeId?: string;
  sourceId?: string;
  targetId?: string;
  name?: string;
  action?: LogEntry['provisioningAction'];
  status?: LogEntry['provisioningStatusInfo']['status'];
  error?: ErrorInformation;
  modified?: ModifiedProperty[];
}

/** When the first entry was written, unless a test says otherwise. */
export const logStart = Date.UTC(2026, 0, 1, 12);
export const timeAt = (at: number): string => new Date(logStart + at).toISOString();

let count = 0;

/** An entry of the provisioning logs as v1.0 sends it. */
export function entryOf(change: EntryChange = {}): LogEntry {
  const number = ++count;
  const { id = `entry-${number}`, at = 0, cycleId = 'cycle-1', changeId = `change-${number}` } = change;
  const { sourceId = 'w1', targetId = 't1', name = 'Zoë Lang', action = 'create', status = 'success' } = change;
  return {
    id,
    activityDateTime: timeAt(at),
    tenantId: 'tenant',
    jobId: change.jobId ?? jobId,
    cycleId,
    changeId,
    provisioningAction: action,
    durationInMilliseconds: 1,
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    servicePrincipal: { id: 'app-1', displayName: 'app' },
    sourceSystem: { id: 's', displayName: 'API', details: {} },
    targetSystem: { id: 't', displayName: 'Microsoft Entra ID', details: {} },
    sourceIdentity: { id: sourceId, displayName: name, identityType: 'User', details: {} },
    targetIdentity: { id: targetId, displayName: name, identityType: 'User', details: {} },
    provisioningStatusInfo: { status, errorInformation: change.error ?? null },
    provisioningSteps: [],
    modifiedProperties: change.modified ?? [],
  };
}

export const errorOf = (change: Partial<ErrorInformation> = {}): ErrorInformation => ({
  errorCode: 'AttributeNotUnique',
  reason: 'Another account has this userPrincipalName.',
  additionalDetails: null,
  errorCategory: 'nonServiceFailure',
  recommendedAction: 'Choose another.',
  ...change,
});

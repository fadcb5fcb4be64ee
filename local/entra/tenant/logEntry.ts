export type ProvisioningAction = 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other';
export type ProvisioningResult = 'success' | 'warning' | 'failure' | 'skipped';

export interface ErrorInformation {
  errorCode: string;
  reason: string;
  additionalDetails: string | null;
  errorCategory: 'failure' | 'nonServiceFailure' | 'success';
  recommendedAction: string | null;
}

export interface ProvisioningStep {
  name: string;
  provisioningStepType: 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';
  status: ProvisioningResult;
  description: string;
  details: Record<string, unknown>;
}

export interface ModifiedProperty {
  displayName: string;
  oldValue: string | null;
  newValue: string | null;
}

interface Named {
  id: string;
  displayName: string;
}

export interface ProvisioningSystem extends Named {
  details: Record<string, unknown>;
}

export interface ProvisionedIdentity extends Named {
  identityType: string;
  details: Record<string, unknown>;
}

/** A provisioningObjectSummary as v1.0 sends it (resource provisioningObjectSummary). */
export interface LogEntry {
  id: string;
  /** UTC, ISO 8601. */
  activityDateTime: string;
  tenantId: string;
  jobId: string;
  cycleId: string;
  changeId: string;
  provisioningAction: ProvisioningAction;
  durationInMilliseconds: number;
  initiatedBy: Named & { initiatorType: string };
  servicePrincipal: Named;
  sourceSystem: ProvisioningSystem;
  targetSystem: ProvisioningSystem;
  /** Its id is the person's externalId. */
  sourceIdentity: ProvisionedIdentity;
  /** Its id is the account's object id; empty when there is no account. */
  targetIdentity: ProvisionedIdentity;
  provisioningStatusInfo: { status: ProvisioningResult; errorInformation: ErrorInformation | null };
  provisioningSteps: ProvisioningStep[];
  modifiedProperties: ModifiedProperty[];
}

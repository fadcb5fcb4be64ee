import type { ProvisioningStep } from '../tenant/logEntry';
import { type Change, getDisplayName } from './provision';
import { managerPath } from './userAttributes';

/** The target system's name in the logs. */
export const targetSystemName = 'Microsoft Entra ID';

/** Creates the steps of a change, in the service's words where they are known. */
export function createSteps(change: Change): ProvisioningStep[] {
  const kind = change.action === 'create' ? 'Add' : 'Update';
  return [
    createImportStep(change, kind),
    createMatchingStep(change, kind),
    ...(change.status === 'skipped' ? [createSkipStep(change)] : [createExportStep(change, kind)]),
    ...createReferenceSteps(change),
  ];
}

const createImportStep = ({ externalId }: Change, kind: string): ProvisioningStep => ({
  name: `EntryImport${kind}`,
  provisioningStepType: 'import',
  status: 'success',
  description: `Received User '${externalId}' change of type (${kind}) from API`,
  details: {},
});

const createMatchingStep = (change: Change, kind: string): ProvisioningStep => ({
  name: `EntrySynchronization${kind}`,
  provisioningStepType: 'matching',
  status: 'success',
  description:
    kind === 'Add'
      ? `User '${getDisplayName(change)}' will be created in ${targetSystemName} (no matching User was found in ${targetSystemName})`
      : `User '${getDisplayName(change)}' was matched in ${targetSystemName}`,
  details: {},
});

const createSkipStep = (change: Change): ProvisioningStep => ({
  name: 'EntrySynchronizationSkip',
  provisioningStepType: 'processing',
  status: 'skipped',
  description: `User '${getDisplayName(change)}' will be skipped: the state in both the source and target systems already match`,
  details: { SkipReason: 'RedundantExport' },
});

function createExportStep(change: Change, kind: string): ProvisioningStep {
  const { action, status, sent, externalId } = change;
  const user = `User '${getDisplayName(change)}'`;
  const failed = status === 'failure';
  return {
    name: `EntryExport${kind}`,
    provisioningStepType: 'export',
    status: failed ? 'failure' : 'success',
    description: failed
      ? `Failed to ${action} ${user} in ${targetSystemName}`
      : `${user} was ${action}d in ${targetSystemName}`,
    details: { ReportableIdentifier: sent.userName ?? externalId },
  };
}

/** Creates the step of the manager, if the user was provisioned and not skipped. */
function createReferenceSteps(change: Change): ProvisioningStep[] {
  const { status, error, sent } = change;
  if (sent[managerPath] === undefined || status === 'failure' || status === 'skipped') return [];
  const description = error?.reason ?? `The manager of User '${getDisplayName(change)}' was resolved`;
  const details = error === null ? {} : { ErrorCode: error.errorCode };
  return [
    {
      name: 'EntryReferenceResolution',
      provisioningStepType: 'referenceResolution',
      status: error === null ? 'success' : 'warning',
      description,
      details,
    },
  ];
}

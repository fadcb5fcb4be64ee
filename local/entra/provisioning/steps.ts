import type { ProvisioningStep } from '../tenant/logEntry';
import { type Change, displayNameOf } from './provision';
import { managerPath } from './userAttributes';

/** The target system as the logs call it. */
export const target = 'Microsoft Entra ID';

/** The steps of a change, in the words of the service where they are known. */
export function stepsOf(change: Change): ProvisioningStep[] {
  const kind = change.action === 'create' ? 'Add' : 'Update';
  return [
    imported(change, kind),
    matched(change, kind),
    ...(change.status === 'skipped' ? [skipped(change)] : [exported(change, kind)]),
    ...reference(change),
  ];
}

const imported = ({ externalId }: Change, kind: string): ProvisioningStep => ({
  name: `EntryImport${kind}`,
  provisioningStepType: 'import',
  status: 'success',
  description: `Received User '${externalId}' change of type (${kind}) from API`,
  details: {},
});

const matched = (change: Change, kind: string): ProvisioningStep => ({
  name: `EntrySynchronization${kind}`,
  provisioningStepType: 'matching',
  status: 'success',
  description:
    kind === 'Add'
      ? `User '${displayNameOf(change)}' will be created in ${target} (no matching User was found in ${target})`
      : `User '${displayNameOf(change)}' was matched in ${target}`,
  details: {},
});

const skipped = (change: Change): ProvisioningStep => ({
  name: 'EntrySynchronizationSkip',
  provisioningStepType: 'processing',
  status: 'skipped',
  description: `User '${displayNameOf(change)}' will be skipped: the state in both the source and target systems already match`,
  details: { SkipReason: 'RedundantExport' },
});

function exported(change: Change, kind: string): ProvisioningStep {
  const { action, status, sent, externalId } = change;
  const user = `User '${displayNameOf(change)}'`;
  const failed = status === 'failure';
  return {
    name: `EntryExport${kind}`,
    provisioningStepType: 'export',
    status: failed ? 'failure' : 'success',
    description: failed ? `Failed to ${action} ${user} in ${target}` : `${user} was ${action}d in ${target}`,
    details: { ReportableIdentifier: sent.userName ?? externalId },
  };
}

/** The manager, as long as the user could be provisioned and was not skipped. */
function reference(change: Change): ProvisioningStep[] {
  const { status, error, sent } = change;
  if (sent[managerPath] === undefined || status === 'failure' || status === 'skipped') return [];
  const description = error?.reason ?? `The manager of User '${displayNameOf(change)}' was resolved`;
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

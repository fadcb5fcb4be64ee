import type { ErrorInformation } from '../tenant/logEntry';

/**
 * Seen in provisioning logs of inbound jobs. The service does not make a duplicate name unique in
 * Entra ID (FAQ).
 */
export const createDuplicateUserNameError = (userName: string): ErrorInformation => ({
  errorCode: 'AzureActiveDirectoryDuplicateUserPrincipalName',
  reason: `Another object with the same value for property userPrincipalName already exists: ${userName}`,
  additionalDetails: null,
  errorCategory: 'nonServiceFailure',
  recommendedAction: 'Send a userName that no other account has, or generate one in the attribute mapping.',
});

/** Listed under "Error codes" of the provisioning logs: "required values are missing". */
export const createMissingUserNameError = (externalId: string): ErrorInformation => ({
  errorCode: 'MandatoryFieldsMissing',
  reason: `User '${externalId}' could not be created: the required attribute userPrincipalName has no value.`,
  additionalDetails: null,
  errorCategory: 'nonServiceFailure',
  recommendedAction: 'Correct the missing attribute values in the source record.',
});

/** Named in Microsoft's log queries. The user is provisioned without the reference. */
export const createManagerNotFoundError = (displayName: string, manager: string): ErrorInformation => ({
  errorCode: 'UnableToResolveReferenceAttributeValue',
  reason: `We were unable to assign '${manager}' as the manager of '${displayName}', because '${manager}' is not in scope for provisioning.`,
  additionalDetails: null,
  errorCategory: 'nonServiceFailure',
  recommendedAction: 'Send the manager as a user, then the user once more.',
});

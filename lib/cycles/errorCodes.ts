/**
 * Who must act on an outcome: `HR` on a value of the file, `identity administrator` on Entra's
 * settings, `Microsoft` on a fault that lasts. `nobody`: nothing to do, or Entra tries again.
 */
export type WhoActs = 'HR' | 'identity administrator' | 'nobody' | 'Microsoft';

/** Why a record has its outcome, and who must act. */
export interface OutcomeExplanation {
  /**
   * In plain words for whoever uploads the files, as part of a sentence: it begins with a
   * small letter or a name, and has no full stop. Holds no personal data.
   */
  reason: string;
  whoActs: WhoActs;
}

/** The reason has the form that OutcomeExplanation says. The order of the rows does not matter. */
type Row = readonly [whoActs: WhoActs, reason: string, ...codes: string[]];

/**
 * Entra's error codes in plain words. Sources: Microsoft's page "Error codes" of the provisioning
 * logs, and codes seen in inbound jobs.
 */
export const errorCodeRows: readonly Row[] = [
  [
    'HR',
    'the user name is already taken by another account: send one that nobody else has',
    'AzureActiveDirectoryDuplicateUserPrincipalName',
    'EntryConflict',
    'Conflict',
    'UniquenessConstraintViolation',
  ],
  [
    'HR',
    'the user name is not valid: it needs a form like name@company.com, without special characters',
    'AzureActiveDirectoryInvalidUserPrincipalName',
  ],
  ['HR', 'a value that is needed is missing: fill it in the HR system', 'MandatoryFieldsMissing', 'MissingValues'],
  [
    'HR',
    'two people of the file are taken for one: each needs an id of their own',
    'DuplicateSourceEntries',
    'MultipleEntriesInSource',
  ],
  [
    'HR',
    'a value has a form that Entra does not take: compare it with those of other people',
    'InvalidAttributeValue',
    'AttributeValueInvalid',
    'UnprocessableEntity',
    'ConstraintViolation',
  ],
  [
    'HR',
    'the manager is not known to Entra: send the manager too, then send this person again',
    'UnableToResolveReferenceAttributeValue',
    'ReferenceNotFound',
    'UnresolvedReference',
  ],
  [
    'identity administrator',
    'the domain of the user name is not one of the tenant’s verified domains',
    'InvalidDomain',
    'AzureActiveDirectoryDomainNotVerified',
    'DomainNotFound',
  ],
  [
    'identity administrator',
    'several accounts match this person: one of them has to be changed, or the matching rule',
    'DuplicateTargetEntries',
    'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
  ],
  [
    'identity administrator',
    'the account is managed elsewhere (such as in on-premises Active Directory), so that this job may not change it',
    'AzureActiveDirectoryCannotUpdateObjectsOriginatedInExternalService',
    'AzureActiveDirectoryCannotUpdateObjectsMasteredOnPremises',
  ],
  [
    'identity administrator',
    'the provisioning job may not do this: it lacks a right, or the account is a protected one',
    'InsufficientRights',
    'MethodNotAllowed',
    'NotPermitted',
    'Unauthorized',
    'Forbidden',
    'AzureActiveDirectoryForbidden',
    'AccessDenied',
  ],
  [
    'identity administrator',
    'the job’s attribute mappings do not fit: an attribute does not exist, or takes one value only',
    'SchemaAttributeNotFound',
    'SchemaPropertyCanOnlyAcceptValue',
    'SchemaInvalid',
    'AttributeNotFound',
    'InvalidAnchor',
    'ExpressionEvaluationError',
    'AttributeMappingError',
  ],
  [
    'identity administrator',
    'the tenant has no licence or no room left for this',
    'LicenseLimitExceeded',
    'QuotaExceeded',
  ],
  [
    'identity administrator',
    'the provisioning agent on premises did not answer',
    'HybridIdentityServiceNoAgentsAssigned',
    'HybridIdentityServiceAgentTimeout',
    'HybridSynchronizationActiveDirectoryInternalServerError',
  ],
  [
    'nobody',
    'the person is outside the job’s scope, or is not to be provisioned: if that is wrong, an identity administrator can change the scope',
    'NotEffectivelyEntitled',
    'EntrySynchronizationSkipped',
    'ImportSkipped',
    'SkippedOutOfScope',
    'RedundantExport',
    'EntryNotInScope',
  ],
  [
    'nobody',
    'Entra was busy or unreachable for a moment, and tries again automatically',
    'TooManyRequests',
    'Timeout',
    'ServiceUnavailable',
    'WebExceptionProtocolError',
    'RequestTimeout',
  ],
  [
    'Microsoft',
    'something went wrong inside Entra: if it stays so for a day, open a support case with the error code',
    'InternalError',
    'InternalServerError',
    'NotImplemented',
    'SystemForCrossDomainIdentityManagementServiceIncompatible',
    'UnknownError',
  ],
];

const explanations = new Map<string, OutcomeExplanation>(
  errorCodeRows.flatMap(([whoActs, reason, ...codes]) =>
    codes.map((code): [string, OutcomeExplanation] => [code.toLowerCase(), { reason, whoActs }]),
  ),
);

/** Explains an error code of Entra. For an unknown code, the identity administrator must act. */
export const explainErrorCode = (errorCode: string): OutcomeExplanation =>
  explanations.get(errorCode.toLowerCase()) ?? {
    reason: 'Entra gives a reason that is not listed here: npx csv2scim logs shows its own words',
    whoActs: 'identity administrator',
  };

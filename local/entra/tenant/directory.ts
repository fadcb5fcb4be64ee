import { randomUUID } from 'node:crypto';

/** An application of the gallery. */
export interface ApplicationTemplate {
  id: string;
  displayName: string;
  /** Templates for its provisioning jobs. */
  jobTemplates: readonly string[];
}

/** A synchronizationSecretKeyStringValuePair. */
export interface Secret {
  key: string;
  value: string | null;
}

export interface AppRole {
  id: string;
  value: string;
}

export interface ServicePrincipal {
  id: string;
  appId: string;
  displayName: string;
  applicationTemplateId: string | null;
  appOwnerOrganizationId: string | null;
  appRoles: AppRole[];
  /** Secrets of its provisioning. */
  secrets: Secret[];
  /** How many more requests do not find it: a new object is not visible everywhere at once. */
  hidden: number;
}

/** A keyCredential. `key` is the certificate without its private key, in Base64. */
export interface KeyCredential {
  keyId: string;
  key: string;
  [property: string]: unknown;
}

export interface Application {
  id: string;
  appId: string;
  displayName: string;
  applicationTemplateId: string | null;
  keyCredentials: KeyCredential[];
}

export interface AppRoleAssignment {
  id: string;
  principalId: string;
  resourceId: string;
  appRoleId: string;
}

/** The apps, registrations and granted roles of a tenant. */
export interface Directory {
  applicationTemplates: ApplicationTemplate[];
  servicePrincipals: ServicePrincipal[];
  applications: Application[];
  appRoleAssignments: AppRoleAssignment[];
  /** How many requests do not find a new service principal. */
  directoryLag: number;
}

const gallery: readonly ApplicationTemplate[] = [
  {
    id: '33333333-0000-4000-8000-000000000001',
    displayName: 'API-driven provisioning to Microsoft Entra ID',
    jobTemplates: ['API2AAD'],
  },
  {
    id: '33333333-0000-4000-8000-000000000002',
    displayName: 'API-driven provisioning to on-premises Active Directory',
    jobTemplates: ['API2AD'],
  },
  { id: '33333333-0000-4000-8000-000000000003', displayName: 'Another app', jobTemplates: [] },
];

/** Application roles of Microsoft Graph, with their documented ids. */
const graphRoles: readonly AppRole[] = [
  { value: 'SynchronizationData-User.Upload', id: 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a' },
  { value: 'ProvisioningLog.Read.All', id: '091937d3-3e38-47a1-8649-b2f99d3035f1' },
  { value: 'Synchronization.Read.All', id: '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce' },
  { value: 'Synchronization.ReadWrite.All', id: '9b50c33d-700f-43b1-b2eb-87e89b703581' },
];

export const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000';

/** Creates a service principal. `changes` replaces default properties. */
export const createServicePrincipal = (changes: Partial<ServicePrincipal>): ServicePrincipal => ({
  id: randomUUID(),
  appId: randomUUID(),
  displayName: 'an app',
  applicationTemplateId: null,
  appOwnerOrganizationId: null,
  appRoles: [],
  secrets: [],
  hidden: 0,
  ...changes,
});

const notified: Secret = {
  key: 'SyncNotificationSettings',
  value:
    '{"Enabled":true,"Recipients":"operations@example.com","DeleteThresholdEnabled":true,"DeleteThresholdValue":500}',
};

/**
 * Creates a directory with Microsoft Graph and configured provisioning apps with these object ids.
 */
export const createDirectory = (appIds: readonly string[]): Directory => ({
  applicationTemplates: gallery.map((template) => ({ ...template })),
  servicePrincipals: [
    createServicePrincipal({
      appId: microsoftGraphAppId,
      displayName: 'Microsoft Graph',
      appRoles: graphRoles.map((role) => ({ ...role })),
    }),
    ...[...new Set(appIds)].map((id) =>
      createServicePrincipal({
        id,
        displayName: `provisioning app ${id}`,
        applicationTemplateId: gallery[0]?.id ?? null,
        secrets: [{ ...notified }],
      }),
    ),
  ],
  applications: [],
  appRoleAssignments: [],
  directoryLag: 0,
});

/** Whether notifications have a recipient, which a first start needs. */
export function hasNotificationEmail({ secrets }: Pick<ServicePrincipal, 'secrets'>): boolean {
  const value = secrets.find(({ key }) => key === notified.key)?.value;
  try {
    const { Enabled, Recipients } = JSON.parse(value ?? '{}') as Record<string, unknown>;
    return Enabled === true && typeof Recipients === 'string' && Recipients.includes('@');
  } catch {
    return false;
  }
}

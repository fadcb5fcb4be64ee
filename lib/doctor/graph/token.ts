/** The permissions in an access token. */
export interface GrantedPermissions {
  /** An application has roles. A signed-in person has scopes. */
  by: 'application' | 'person';
  permissions: readonly string[];
}

/**
 * Reads the claims `roles` and `scp` of an access token (RFC 7519), `undefined` when it cannot be
 * decoded. Nothing else is kept.
 */
export function readPermissions(token: string): GrantedPermissions | undefined {
  const claims = parseClaims(token);
  if (claims === undefined) return undefined;
  const { scp, roles } = claims;
  if (typeof scp === 'string') return { by: 'person', permissions: scp.split(' ').filter((scope) => scope !== '') };
  return {
    by: 'application',
    permissions: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
  };
}

function parseClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

export interface MissingPermission {
  /** A permission that the app needs. */
  to: string;
  /** Any one of these is enough. The first grants the least. */
  anyOf: readonly [string, ...string[]];
}

const reading: readonly MissingPermission[] = [
  { to: 'read the provisioning logs', anyOf: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'] },
  {
    to: 'read provisioning jobs',
    anyOf: [
      'Synchronization.Read.All',
      'Synchronization.ReadWrite.All',
      'Application.ReadWrite.OwnedBy',
      'Application.ReadWrite.All',
    ],
  },
];

const uploading: MissingPermission = {
  to: 'upload people',
  anyOf: ['SynchronizationData-User.Upload', 'SynchronizationData-User.Upload.OwnedBy'],
};

/**
 * Lists the missing permissions. A person does not need the permission to upload, because the app
 * uploads with its own token.
 */
export function findMissingPermissions({ by, permissions }: GrantedPermissions): MissingPermission[] {
  const needs = by === 'application' ? [uploading, ...reading] : reading;
  return needs.filter(({ anyOf }) => !anyOf.some((permission) => permissions.includes(permission)));
}

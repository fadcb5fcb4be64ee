/** What an access token says that its bearer may do. */
export interface Granted {
  /** An application has roles, a person who signed in has scopes. */
  by: 'application' | 'person';
  permissions: readonly string[];
}

/** Reads an access token's claims `roles` and `scp` (RFC 7519); `undefined` for one that cannot be looked into. Nothing else of it is kept. */
export function grantedIn(token: string): Granted | undefined {
  const claims = claimsOf(token);
  if (claims === undefined) return undefined;
  const { scp, roles } = claims;
  if (typeof scp === 'string') return { by: 'person', permissions: scp.split(' ').filter((scope) => scope !== '') };
  return {
    by: 'application',
    permissions: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
  };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

export interface Need {
  /** What cannot be done without. */
  to: string;
  /** Any one of these will do; the first is the least. */
  anyOf: readonly [string, ...string[]];
}

const reading: readonly Need[] = [
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

const uploading: Need = {
  to: 'upload people',
  anyOf: ['SynchronizationData-User.Upload', 'SynchronizationData-User.Upload.OwnedBy'],
};

/** What is needed and not granted. A person is not asked for the permission to upload: the app does that, with its own token. */
export function lacking({ by, permissions }: Granted): Need[] {
  const needs = by === 'application' ? [uploading, ...reading] : reading;
  return needs.filter(({ anyOf }) => !anyOf.some((permission) => permissions.includes(permission)));
}

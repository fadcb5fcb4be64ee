import { developmentToken } from '../../../lib/graph/client/tokens';
import { type Entra, startEntra } from '../../../local/entra/server';
import { createServicePrincipal } from '../../../local/entra/tenant/directory';
import { createTenant, type Tenant } from '../../../local/entra/tenant/tenant';

/** What an administrator consents to. */
export const administrator = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Synchronization.ReadWrite.All',
];

export const identityId = '44444444-0000-4000-8000-000000000001';

export interface Fresh extends Entra {
  /** The calls that change something, as `METHOD path`. */
  writes: string[];
  /** How often Graph was asked anything. */
  calls(): number;
  /** What the caller may do. */
  permit(permissions: readonly string[]): void;
  /** All that a setup can change, as a text to compare. */
  state(): string;
}

/** A simulated Entra in which nothing is set up yet; there is a managed identity. */
export async function startFresh(): Promise<Fresh> {
  const tenant: Tenant = createTenant([], { [developmentToken]: administrator });
  tenant.servicePrincipals.push(createServicePrincipal({ id: identityId, displayName: 'csv2scim identity' }));
  const writes: string[] = [];
  let calls = 0;
  const entra = await startEntra({
    tenant,
    onElsewhere: ({ method, path }) => {
      calls++;
      if (method !== 'GET') writes.push(`${method} ${path}`);
    },
  });
  return {
    ...entra,
    writes,
    calls: () => calls,
    permit: (permissions) => {
      tenant.tokens[developmentToken] = permissions;
    },
    state() {
      const { applications, servicePrincipals, appRoleAssignments, jobs } = tenant;
      const setUp = jobs.map(({ id, status, schema }) => ({ id, status, schema }));
      return JSON.stringify({ applications, servicePrincipals, appRoleAssignments, setUp });
    },
  };
}

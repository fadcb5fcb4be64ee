import { GraphError } from '../errors';
import type { GraphClient } from '../graph/client/client';
import {
  type AppRoleAssignment,
  assignRole,
  type GraphRoles,
  listRoleAssignments,
  readGraphRoles,
} from '../graph/directory/appRoles';
import { findServicePrincipal } from '../graph/directory/servicePrincipals';
import type { Setup, SetupChange } from './setup';

/**
 * The Graph roles that the app needs, with their documented ids. `send`, `logs` and `doctor` need
 * them too, outside Azure.
 */
const needed: Readonly<Record<string, string>> = {
  'SynchronizationData-User.Upload': 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a',
  'ProvisioningLog.Read.All': '091937d3-3e38-47a1-8649-b2f99d3035f1',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
};

/** Plans the Graph roles of the managed identity that uploads. */
export async function planManagedIdentity({ desired, graph }: Setup): Promise<SetupChange[]> {
  const { managedIdentity: id } = desired;
  if (id === undefined) return [];
  if ((await findServicePrincipal(graph, id)) === undefined) {
    throw new GraphError(
      'not_found',
      `--managed-identity: this tenant has no identity with the object id ${id}. Use its object id (also called principal id), not its client id. A new identity may take a minute to appear`,
    );
  }
  return planRoleGrant(`the managed identity ${id}`, await findMissingRoles(graph, id), () => grantRoles(graph, id));
}

/** Plans the grant of missing roles. */
export const planRoleGrant = (whom: string, roles: readonly string[], apply: SetupChange['apply']): SetupChange[] =>
  roles.length === 0 ? [] : [{ what: `grant ${whom} in Microsoft Graph: ${roles.join(', ')}`, apply }];

/** Lists the names of the roles that are not granted. */
export async function findMissingRoles(graph: GraphClient, principalId: string | undefined): Promise<string[]> {
  const roles = await resolveRoles(graph);
  const granted = principalId === undefined ? [] : await listRoleAssignments(graph, principalId);
  return roles.filter(({ role }) => !granted.some((other) => isSame(role, other))).map(({ value }) => value);
}

/** Grants the roles that are not granted yet. */
export async function grantRoles(graph: GraphClient, principalId: string): Promise<void> {
  const missing = await findMissingRoles(graph, principalId);
  for (const { value, role } of await resolveRoles(graph))
    if (missing.includes(value)) await assignRole(graph, principalId, role);
}

const isSame = (one: AppRoleAssignment, other: AppRoleAssignment): boolean =>
  one.appRoleId === other.appRoleId && one.resourceId === other.resourceId;

async function resolveRoles(graph: GraphClient): Promise<{ value: string; role: AppRoleAssignment }[]> {
  const microsoftGraph = await readGraphRoles(graph);
  if (microsoftGraph === undefined)
    throw new GraphError(
      'not_found',
      'this tenant has no service principal of Microsoft Graph, so no role can be granted',
    );
  return Object.entries(needed).map(([value, id]) => ({ value, role: resolveRole(value, id, microsoftGraph) }));
}

/**
 * Finds a role by its name. If its id differs from the documented one, it may be a different role:
 * then it is refused.
 */
function resolveRole(value: string, documented: string, { resourceId, roles }: GraphRoles): AppRoleAssignment {
  const id = roles.find((role) => role.value === value)?.id;
  if (id === documented) return { resourceId, appRoleId: id };
  const found = id === undefined ? 'does not exist' : `has the id ${id}`;
  throw new GraphError(
    'refused',
    `the application role ${value} of Microsoft Graph ${found}, but ${documented} is documented. Nothing was granted. Check the role in Microsoft's permissions reference, and grant it yourself`,
  );
}

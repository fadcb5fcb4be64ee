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
import type { Change, Setup } from './setup';

/** What the app does in Graph takes these (`send`, `logs` and `doctor` from outside Azure take all of them, too), by their documented ids. */
const needed: Readonly<Record<string, string>> = {
  'SynchronizationData-User.Upload': 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a',
  'ProvisioningLog.Read.All': '091937d3-3e38-47a1-8649-b2f99d3035f1',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
};

/** The Graph roles of the managed identity that uploads. */
export async function lookAtManagedIdentity({ wishes, graph }: Setup): Promise<Change[]> {
  const { managedIdentity: id } = wishes;
  if (id === undefined) return [];
  if ((await findServicePrincipal(graph, id)) === undefined) {
    throw new GraphError(
      'not_found',
      `--managed-identity: this tenant has no identity with the object id ${id}: give its object id (called principal id, too), not its client id; one that is new may take a minute to show`,
    );
  }
  return grantChange(`the managed identity ${id}`, await missingRoles(graph, id), () => grantRoles(graph, id));
}

/** The change that grants roles to somebody, if any are missing. */
export const grantChange = (whom: string, roles: readonly string[], apply: Change['apply']): Change[] =>
  roles.length === 0 ? [] : [{ what: `grant ${whom} in Microsoft Graph: ${roles.join(', ')}`, apply }];

/** The names of the roles that are not granted. */
export async function missingRoles(graph: GraphClient, principalId: string | undefined): Promise<string[]> {
  const roles = await resolved(graph);
  const granted = principalId === undefined ? [] : await listRoleAssignments(graph, principalId);
  return roles.filter(({ role }) => !granted.some((other) => isSame(role, other))).map(({ value }) => value);
}

/** Grants the roles that are not granted yet. */
export async function grantRoles(graph: GraphClient, principalId: string): Promise<void> {
  const missing = await missingRoles(graph, principalId);
  for (const { value, role } of await resolved(graph))
    if (missing.includes(value)) await assignRole(graph, principalId, role);
}

const isSame = (one: AppRoleAssignment, other: AppRoleAssignment): boolean =>
  one.appRoleId === other.appRoleId && one.resourceId === other.resourceId;

async function resolved(graph: GraphClient): Promise<{ value: string; role: AppRoleAssignment }[]> {
  const microsoftGraph = await readGraphRoles(graph);
  if (microsoftGraph === undefined)
    throw new GraphError(
      'not_found',
      'this tenant has no service principal of Microsoft Graph: nothing can be granted',
    );
  return Object.entries(needed).map(([value, id]) => ({ value, role: roleOf(value, id, microsoftGraph) }));
}

/** A role by its name. Its id is only checked: one that differs may be another role than the one that is meant. */
function roleOf(value: string, documented: string, { resourceId, roles }: GraphRoles): AppRoleAssignment {
  const id = roles.find((role) => role.value === value)?.id;
  if (id === documented) return { resourceId, appRoleId: id };
  const found = id === undefined ? 'is not there' : `has the id ${id}`;
  throw new GraphError(
    'refused',
    `the application role ${value} of Microsoft Graph ${found}, where ${documented} is documented: nothing is granted; check the role in Microsoft's permissions reference, and grant it yourself`,
  );
}

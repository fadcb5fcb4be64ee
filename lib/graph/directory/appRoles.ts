import { z } from 'zod';
import type { GraphClient } from '../client/client';
import { createObject, filterPath, listObjects } from './odata';
import { servicePrincipalPath } from './servicePrincipals';

/** The application id of Microsoft Graph, in every tenant. */
const microsoftGraph = '00000003-0000-0000-c000-000000000000';

export interface AppRole {
  id: string;
  /** Its name, such as `Synchronization.Read.All`. */
  value: string;
}

/** Microsoft Graph's own service principal, as far as its application roles go. */
export interface GraphRoles {
  resourceId: string;
  roles: AppRole[];
}

const assignment = z.object({ appRoleId: z.string(), resourceId: z.string() });
export type AppRoleAssignment = z.infer<typeof assignment>;

const assignments = z.object({ value: z.array(assignment) });
const resources = z.object({
  value: z.array(
    z.object({ id: z.string(), appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })) }),
  ),
});

/** `undefined` when the tenant has no Microsoft Graph. */
export async function readGraphRoles(client: GraphClient): Promise<GraphRoles | undefined> {
  const path = filterPath('/servicePrincipals', 'appId', microsoftGraph, ['id', 'appRoles']);
  const [found] = await listObjects(client, path, resources);
  return found && { resourceId: found.id, roles: found.appRoles.map(({ id, value }) => ({ id, value: value ?? '' })) };
}

const pathOf = (principalId: string): string => `${servicePrincipalPath(principalId)}/appRoleAssignments`;

/** The application roles that a service principal was granted. */
export const listRoleAssignments = (client: GraphClient, principalId: string): Promise<AppRoleAssignment[]> =>
  listObjects(client, pathOf(principalId), assignments);

export async function assignRole(
  client: GraphClient,
  principalId: string,
  { resourceId, appRoleId }: AppRoleAssignment,
): Promise<void> {
  await createObject(client, pathOf(principalId), { body: { principalId, resourceId, appRoleId }, shape: assignment });
}

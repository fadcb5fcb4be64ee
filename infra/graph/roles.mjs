import { callGraph } from '../hooks/az.mjs';

export const defaultGraph = 'https://graph.microsoft.com';

/** Application id of Microsoft Graph, the same in every tenant. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

/**
 * The application roles that the app needs. They are found by value. The documented id is compared
 * as a check.
 */
const needed = [
  { value: 'SynchronizationData-User.Upload', id: 'db31e92a-b9ea-4d87-bf6a-75a37a9ca35a' },
  { value: 'ProvisioningLog.Read.All', id: '091937d3-3e38-47a1-8649-b2f99d3035f1' },
  { value: 'Synchronization.Read.All', id: '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce' },
];

/**
 * Reads which of the needed roles an identity has. @returns `resourceId` is the object id of
 * Microsoft Graph in this tenant
 */
export async function readRoles(graph, principalId) {
  const select = '$select=id,appRoles';
  const resource = await callGraph(graph, { path: `servicePrincipals(appId='${graphAppId}')?${select}` });
  for (const { value, id } of needed) checkId(graph, value, id, resource.appRoles);
  const { value: assignments } = await callGraph(graph, {
    path: `servicePrincipals/${principalId}/appRoleAssignments?$top=999`,
  });
  const isGranted = ({ id }) =>
    assignments.some(({ resourceId, appRoleId }) => resourceId === resource.id && appRoleId === id);
  return {
    resourceId: resource.id,
    granted: needed.filter(isGranted),
    missing: needed.filter((role) => !isGranted(role)),
  };
}

function checkId(graph, value, id, appRoles) {
  const role = appRoles.find((role) => role.value === value && role.allowedMemberTypes.includes('Application'));
  if (role?.id !== id)
    throw new Error(
      `The id of ${value} is ${role?.id ?? 'unknown'} here, not ${id} as documented. Nothing was granted. Check that ${graph} is the Graph host of your cloud.`,
    );
}

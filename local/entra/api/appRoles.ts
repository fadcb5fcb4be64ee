import { randomUUID } from 'node:crypto';
import { createErrorReply, createNotFoundReply, type GraphRequest, type Reply, type Route } from '../http/router';
import { parseObject } from '../tenant/json';
import { appReadPermissions, findServicePrincipal } from './servicePrincipals';

const path = '/servicePrincipals/:id/appRoleAssignments';

/** The application roles that were granted to a service principal. */
export const appRoles: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: [...appReadPermissions, 'AppRoleAssignment.ReadWrite.All'],
    handle(request) {
      const { tenant, params } = request;
      if (findServicePrincipal(request, params.id) === undefined) return createNotFoundReply();
      return {
        status: 200,
        body: { value: tenant.appRoleAssignments.filter(({ principalId }) => principalId === params.id) },
      };
    },
  },
  { method: 'POST', path, permissions: ['AppRoleAssignment.ReadWrite.All'], handle: assignRole },
];

function assignRole(request: GraphRequest): Reply {
  const { tenant, params, body } = request;
  if (findServicePrincipal(request, params.id) === undefined) return createNotFoundReply();
  const { principalId, resourceId, appRoleId } = parseObject(body) ?? {};
  if (principalId !== params.id)
    return createErrorReply(400, 'Request_BadRequest', 'principalId must be the id in the path.');
  const resource = tenant.servicePrincipals.find(({ id }) => id === resourceId);
  const role = resource?.appRoles.find(({ id }) => id === appRoleId);
  if (resource === undefined || role === undefined)
    return createErrorReply(400, 'Request_BadRequest', 'appRoleId names no application role of the resource.');
  const assignment = { principalId: String(principalId), resourceId: resource.id, appRoleId: role.id };
  const isSame = (other: typeof assignment): boolean =>
    other.principalId === assignment.principalId &&
    other.resourceId === assignment.resourceId &&
    other.appRoleId === assignment.appRoleId;
  if (tenant.appRoleAssignments.some(isSame))
    return createErrorReply(400, 'Request_BadRequest', 'Permission being assigned already exists on the object.');
  const made = { id: randomUUID(), ...assignment };
  tenant.appRoleAssignments.push(made);
  return { status: 201, body: made };
}

import { answerQuery, filterObjects, selectProperties } from '../http/query';
import { createErrorReply, createNotFoundReply, type GraphRequest, type Reply, type Route } from '../http/router';
import { type ApplicationTemplate, createServicePrincipal, type ServicePrincipal } from '../tenant/directory';
import { parseObject } from '../tenant/json';

export const appReadPermissions = ['Application.Read.All', 'Application.ReadWrite.All'];
export const appWritePermissions = ['Application.ReadWrite.All'];

/** Finds a service principal that is visible already. */
export function findServicePrincipal({ tenant }: GraphRequest, id: string | undefined): ServicePrincipal | undefined {
  const found = tenant.servicePrincipals.find((principal) => principal.id === id);
  if (found === undefined || found.hidden === 0) return found;
  found.hidden--;
  return undefined;
}

/** Returns the properties that Graph returns. */
const toResource = ({ hidden: _hidden, secrets: _secrets, ...resource }: ServicePrincipal) => resource;

/** Reads a non-empty string property of a JSON body. */
export function readText(body: string, property: string): string | undefined {
  const text = parseObject(body)?.[property];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export const servicePrincipals: readonly Route[] = [
  {
    method: 'GET',
    path: '/servicePrincipals',
    permissions: appReadPermissions,
    handle: (request) =>
      answerQuery(() => {
        const found = filterObjects(request.tenant.servicePrincipals, request, ['displayName', 'appId']);
        const visible = found.filter(({ hidden }) => hidden === 0);
        return { status: 200, body: { value: visible.map((one) => selectProperties(toResource(one), request)) } };
      }),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/:id',
    permissions: appReadPermissions,
    handle: (request) =>
      answerQuery(() => {
        const found = findServicePrincipal(request, request.params.id);
        return found === undefined
          ? createNotFoundReply()
          : { status: 200, body: selectProperties(toResource(found), request) };
      }),
  },
  { method: 'POST', path: '/servicePrincipals', permissions: appWritePermissions, handle: registerServicePrincipal },
  {
    method: 'GET',
    path: '/applicationTemplates',
    permissions: appReadPermissions,
    handle: (request) =>
      answerQuery(() => {
        const found = filterObjects(request.tenant.applicationTemplates, request, ['displayName']);
        const resource = ({ id, displayName }: ApplicationTemplate) => selectProperties({ id, displayName }, request);
        return { status: 200, body: { value: found.map(resource) } };
      }),
  },
  {
    method: 'POST',
    path: '/applicationTemplates/:id/instantiate',
    permissions: appWritePermissions,
    handle: instantiateTemplate,
  },
];

/** Creates the service principal of a registered application. */
function registerServicePrincipal({ tenant, body }: GraphRequest): Reply {
  const appId = readText(body, 'appId');
  const application = tenant.applications.find((one) => one.appId === appId);
  if (application === undefined)
    return createErrorReply(400, 'Request_BadRequest', 'appId names no application of the tenant.');
  if (tenant.servicePrincipals.some((one) => one.appId === appId))
    return createErrorReply(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'The application has a service principal already.',
    );
  const { displayName } = application;
  const made = createServicePrincipal({
    appId: application.appId,
    displayName,
    appOwnerOrganizationId: tenant.id,
    hidden: tenant.directoryLag,
  });
  tenant.servicePrincipals.push(made);
  return { status: 201, body: toResource(made) };
}

/** Creates an application from the gallery, and its service principal. */
function instantiateTemplate({ tenant, body, params }: GraphRequest): Reply {
  const template = tenant.applicationTemplates.find(({ id }) => id === params.id);
  if (template === undefined) return createNotFoundReply();
  const displayName = readText(body, 'displayName');
  if (displayName === undefined) return createErrorReply(400, 'Request_BadRequest', 'displayName is required.');
  const servicePrincipal = createServicePrincipal({
    displayName,
    applicationTemplateId: template.id,
    appOwnerOrganizationId: tenant.id,
    hidden: tenant.directoryLag,
  });
  const { appId, applicationTemplateId } = servicePrincipal;
  const application = { id: crypto.randomUUID(), appId, displayName, applicationTemplateId, keyCredentials: [] };
  tenant.servicePrincipals.push(servicePrincipal);
  tenant.applications.push(application);
  return { status: 201, body: { application, servicePrincipal: toResource(servicePrincipal) } };
}

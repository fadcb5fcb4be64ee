import { filtered, selected, withQuery } from '../http/query';
import { type GraphRequest, notFound, type Reply, type Route, refused } from '../http/router';
import { type ApplicationTemplate, newServicePrincipal, type ServicePrincipal } from '../tenant/directory';
import { parseObject } from '../tenant/json';

export const readingApps = ['Application.Read.All', 'Application.ReadWrite.All'];
export const writingApps = ['Application.ReadWrite.All'];

/** A service principal that shows already. */
export function shown({ tenant }: GraphRequest, id: string | undefined): ServicePrincipal | undefined {
  const found = tenant.servicePrincipals.find((principal) => principal.id === id);
  if (found === undefined || found.hidden === 0) return found;
  found.hidden--;
  return undefined;
}

/** What Graph tells of one. */
const resourceOf = ({ hidden: _hidden, secrets: _secrets, ...resource }: ServicePrincipal) => resource;

/** A non-empty text at the top of a JSON body. */
export function textIn(body: string, property: string): string | undefined {
  const text = parseObject(body)?.[property];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export const servicePrincipals: readonly Route[] = [
  {
    method: 'GET',
    path: '/servicePrincipals',
    permissions: readingApps,
    handle: (request) =>
      withQuery(() => {
        const found = filtered(request.tenant.servicePrincipals, request, ['displayName', 'appId']);
        const visible = found.filter(({ hidden }) => hidden === 0);
        return { status: 200, body: { value: visible.map((one) => selected(resourceOf(one), request)) } };
      }),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/:id',
    permissions: readingApps,
    handle: (request) =>
      withQuery(() => {
        const found = shown(request, request.params.id);
        return found === undefined ? notFound() : { status: 200, body: selected(resourceOf(found), request) };
      }),
  },
  { method: 'POST', path: '/servicePrincipals', permissions: writingApps, handle: create },
  {
    method: 'GET',
    path: '/applicationTemplates',
    permissions: readingApps,
    handle: (request) =>
      withQuery(() => {
        const found = filtered(request.tenant.applicationTemplates, request, ['displayName']);
        const resource = ({ id, displayName }: ApplicationTemplate) => selected({ id, displayName }, request);
        return { status: 200, body: { value: found.map(resource) } };
      }),
  },
  {
    method: 'POST',
    path: '/applicationTemplates/:id/instantiate',
    permissions: writingApps,
    handle: instantiate,
  },
];

/** Makes the service principal of a registered application. */
function create({ tenant, body }: GraphRequest): Reply {
  const appId = textIn(body, 'appId');
  const application = tenant.applications.find((one) => one.appId === appId);
  if (application === undefined) return refused(400, 'Request_BadRequest', 'appId names no application of the tenant.');
  if (tenant.servicePrincipals.some((one) => one.appId === appId))
    return refused(409, 'Request_MultipleObjectsWithSameKeyValue', 'The application has a service principal already.');
  const { displayName } = application;
  const made = newServicePrincipal({
    appId: application.appId,
    displayName,
    appOwnerOrganizationId: tenant.id,
    hidden: tenant.directoryLag,
  });
  tenant.servicePrincipals.push(made);
  return { status: 201, body: resourceOf(made) };
}

/** Makes an application from the gallery, and its service principal. */
function instantiate({ tenant, body, params }: GraphRequest): Reply {
  const template = tenant.applicationTemplates.find(({ id }) => id === params.id);
  if (template === undefined) return notFound();
  const displayName = textIn(body, 'displayName');
  if (displayName === undefined) return refused(400, 'Request_BadRequest', 'displayName is required.');
  const servicePrincipal = newServicePrincipal({
    displayName,
    applicationTemplateId: template.id,
    appOwnerOrganizationId: tenant.id,
    hidden: tenant.directoryLag,
  });
  const { appId, applicationTemplateId } = servicePrincipal;
  const application = { id: crypto.randomUUID(), appId, displayName, applicationTemplateId, keyCredentials: [] };
  tenant.servicePrincipals.push(servicePrincipal);
  tenant.applications.push(application);
  return { status: 201, body: { application, servicePrincipal: resourceOf(servicePrincipal) } };
}

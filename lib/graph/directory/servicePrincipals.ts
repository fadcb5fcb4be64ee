import { z } from 'zod';
import type { GraphClient } from '../client/client';
import { createObject, filterPath, getOrUndefined, listObjects } from './odata';

/** An enterprise application, or the identity of one. */
export interface ServicePrincipal {
  /** Object id. */
  id: string;
  /** Application id, which the registration has too. */
  appId: string;
  displayName: string;
  /** The gallery template that it was made from. */
  applicationTemplateId?: string | null | undefined;
  /** The tenant in which the application is registered. */
  appOwnerOrganizationId?: string | null | undefined;
}

const shape = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  applicationTemplateId: z.string().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
});
const list = z.object({ value: z.array(shape) });
const properties = Object.keys(shape.shape);

export const servicePrincipalPath = (id: string): string => `/servicePrincipals/${encodeURIComponent(id)}`;

export const findServicePrincipal = (client: GraphClient, id: string): Promise<ServicePrincipal | undefined> =>
  getOrUndefined(client, `${servicePrincipalPath(id)}?$select=${properties.join(',')}`, shape);

export const findServicePrincipalsByName = (client: GraphClient, displayName: string): Promise<ServicePrincipal[]> =>
  listObjects(client, filterPath('/servicePrincipals', 'displayName', displayName, properties), list);

/** The service principal of an application in this tenant; `undefined` when it has none. */
export async function findServicePrincipalByAppId(
  client: GraphClient,
  appId: string,
): Promise<ServicePrincipal | undefined> {
  const [found] = await listObjects(client, filterPath('/servicePrincipals', 'appId', appId, properties), list);
  return found;
}

/** `undefined` when Graph does not know the application everywhere yet. */
export const createServicePrincipal = (client: GraphClient, appId: string): Promise<ServicePrincipal | undefined> =>
  createObject(client, '/servicePrincipals', { body: { appId }, shape, notYet: [400, 404] });

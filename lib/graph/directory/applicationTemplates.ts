import { z } from 'zod';
import type { GraphClient } from '../client/client';
import { createObject, filterPath, listObjects } from './odata';

/** An application of the Microsoft Entra gallery. */
export interface ApplicationTemplate {
  id: string;
  displayName: string;
}

const list = z.object({ value: z.array(z.object({ id: z.string(), displayName: z.string() })) });
const instance = z.object({ servicePrincipal: z.object({ id: z.string() }) });

export const findTemplatesByName = (client: GraphClient, displayName: string): Promise<ApplicationTemplate[]> =>
  listObjects(client, filterPath('/applicationTemplates', 'displayName', displayName, ['id', 'displayName']), list);

/**
 * Adds an app from the gallery. @returns the object id of its service principal, which may show
 * only after a while
 */
export async function instantiateTemplate(
  client: GraphClient,
  templateId: string,
  displayName: string,
): Promise<string | undefined> {
  const path = `/applicationTemplates/${encodeURIComponent(templateId)}/instantiate`;
  return (await createObject(client, path, { body: { displayName }, shape: instance }))?.servicePrincipal.id;
}

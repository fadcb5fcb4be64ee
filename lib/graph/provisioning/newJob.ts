import { z } from 'zod';
import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { createObject, getOrUndefined } from '../directory/odata';
import { servicePrincipalPath } from '../directory/servicePrincipals';

const identified = z.object({ id: z.string() });
const list = z.object({ value: z.array(identified) });

/** What jobs an app can have; a new app knows none for some seconds. */
export async function listJobTemplates(client: GraphClient, servicePrincipalId: string): Promise<string[]> {
  const path = `${servicePrincipalPath(servicePrincipalId)}/synchronization/templates`;
  return ((await getOrUndefined(client, path, list))?.value ?? []).map(({ id }) => id);
}

/** Makes a provisioning job, which does not run yet. @returns its id */
export async function createJob(client: GraphClient, servicePrincipalId: string, templateId: string): Promise<string> {
  const path = `${servicePrincipalPath(servicePrincipalId)}/synchronization/jobs`;
  const made = await createObject(client, path, { body: { templateId }, shape: identified });
  if (made === undefined) throw new GraphError('refused', 'Graph made no provisioning job');
  return made.id;
}

import { z } from 'zod';
import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { createObject, filterPath, jsonBody, listObjects, parseAnswer } from './odata';

/** An app registration. */
export interface Application {
  /** Object id. */
  id: string;
  /** Application id: what signs in. */
  appId: string;
}

/** A keyCredential as it came: whatever it holds goes back as it was. */
export type KeyCredential = Record<string, unknown>;

const application = z.object({ id: z.string(), appId: z.string() });
const list = z.object({ value: z.array(application) });
const keys = z.object({ keyCredentials: z.array(z.record(z.string(), z.unknown())) });

const pathOf = (id: string): string => `/applications/${encodeURIComponent(id)}`;

export const findApplicationsByName = (client: GraphClient, displayName: string): Promise<Application[]> =>
  listObjects(client, filterPath('/applications', 'displayName', displayName, ['id', 'appId']), list);

/** Registers an application for this tenant only. */
export async function createApplication(client: GraphClient, displayName: string): Promise<Application> {
  const body = { displayName, signInAudience: 'AzureADMyOrg' };
  const made = await createObject(client, '/applications', { body, shape: application });
  if (made === undefined) throw new GraphError('refused', 'Graph registered no application');
  return made;
}

/** The certificates of an application. Graph gives their content only when it is asked for by name. */
export async function readKeyCredentials(client: GraphClient, id: string): Promise<KeyCredential[]> {
  return parseAnswer(keys, await client.get(`${pathOf(id)}?$select=keyCredentials`)).keyCredentials;
}

/** Replaces all certificates of an application. */
export async function putKeyCredentials(
  client: GraphClient,
  id: string,
  credentials: readonly KeyCredential[],
): Promise<void> {
  await client.send({ method: 'PATCH', path: pathOf(id), ...jsonBody({ keyCredentials: credentials }) });
}

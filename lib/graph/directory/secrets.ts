import { z } from 'zod';
import type { GraphClient } from '../client/client';
import { getOrUndefined, jsonBody } from './odata';
import { servicePrincipalPath } from './servicePrincipals';

/** A synchronizationSecretKeyStringValuePair as it came: whatever it holds goes back as it was. */
export type Secret = Record<string, unknown> & { key: string };

const secret = z.looseObject({ key: z.string() });
const secrets = z.object({ value: z.array(secret) });

const pathOf = (servicePrincipalId: string): string =>
  `${servicePrincipalPath(servicePrincipalId)}/synchronization/secrets`;

/** The secrets of an app's provisioning; none while it has no provisioning. */
export const getSecrets = async (client: GraphClient, servicePrincipalId: string): Promise<Secret[]> =>
  (await getOrUndefined(client, pathOf(servicePrincipalId), secrets))?.value ?? [];

/** Replaces all secrets of an app's provisioning. */
export async function putSecrets(
  client: GraphClient,
  servicePrincipalId: string,
  value: readonly Secret[],
): Promise<void> {
  await client.send({ method: 'PUT', path: pathOf(servicePrincipalId), ...jsonBody({ value }) });
}

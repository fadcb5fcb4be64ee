import { z } from 'zod';
import { GraphError } from '../errors';
import type { GraphClient } from './client';

const jobList = z.object({ value: z.array(z.object({ id: z.string() })) });

/** The only provisioning job of an app. @throws GraphError `ambiguous_job` with a list when there are several, `not_found` when there is none */
export async function findJob(client: GraphClient, servicePrincipalId: string, signal?: AbortSignal): Promise<string> {
  const path = `/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/jobs`;
  const { data } = jobList.safeParse(await client.get(path, signal));
  if (data === undefined) throw new GraphError('refused', 'Graph answered with something that is no list of jobs');
  const ids = data.value.map(({ id }) => id);
  const [only, ...others] = ids;
  if (only === undefined) {
    throw new GraphError(
      'not_found',
      'the provisioning app has no job: set up provisioning in the Entra portal, then try again',
    );
  }
  if (others.length > 0)
    throw new GraphError(
      'ambiguous_job',
      `the provisioning app has several jobs; name one as jobId: ${ids.join(', ')}`,
    );
  return only;
}

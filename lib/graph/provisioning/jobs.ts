import { z } from 'zod';
import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { readPages } from '../client/pages';

export interface ProvisioningJob {
  /** Object id of the provisioning app. */
  servicePrincipalId: string;
  jobId: string;
}

/** How a job is: synchronizationStatus, as far as it matters here. */
export interface JobState {
  /** NotConfigured, NotRun, Active, Paused or Quarantine. */
  code: string;
  /** Why it is in quarantine, such as EncounteredEscrowProportionThreshold. */
  quarantineReason: string | undefined;
}

const job = z.object({
  id: z.string(),
  status: z.object({ code: z.string(), quarantine: z.object({ reason: z.string().nullish() }).nullish() }).nullish(),
});
const jobList = z.object({ value: z.array(job) });

const jobsPath = (servicePrincipalId: string): string =>
  `/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/jobs`;

/** A job's path below `/v1.0`. */
export const jobPath = ({ servicePrincipalId, jobId }: ProvisioningJob): string =>
  `${jobsPath(servicePrincipalId)}/${encodeURIComponent(jobId)}`;

/** The ids of an app's provisioning jobs. */
export async function listJobs(
  client: GraphClient,
  servicePrincipalId: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of readPages(client, jobsPath(servicePrincipalId), signal))
    ids.push(...parseAnswer(jobList, page).value.map(({ id }) => id));
  return ids;
}

/**
 * The only provisioning job of an app. @throws GraphError `ambiguous_job` with a list when there
 * are several, `not_found` when there is none
 */
export async function findJob(client: GraphClient, servicePrincipalId: string, signal?: AbortSignal): Promise<string> {
  const ids = await listJobs(client, servicePrincipalId, signal);
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

export async function readJobState(client: GraphClient, of: ProvisioningJob, signal?: AbortSignal): Promise<JobState> {
  const { status } = parseAnswer(job, await client.get(jobPath(of), signal));
  return { code: status?.code ?? 'Unknown', quarantineReason: status?.quarantine?.reason ?? undefined };
}

/**
 * Starts a paused or quarantined job. What is staged is kept; a restart would delete it, so nothing
 * here restarts.
 */
export const startJob = (client: GraphClient, of: ProvisioningJob): Promise<void> => sendCommand(client, of, 'start');

/** Stops a job's cycles; uploads are staged meanwhile. */
export const pauseJob = (client: GraphClient, of: ProvisioningJob): Promise<void> => sendCommand(client, of, 'pause');

async function sendCommand(client: GraphClient, of: ProvisioningJob, name: string): Promise<void> {
  await client.send({ method: 'POST', path: `${jobPath(of)}/${name}` });
}

function parseAnswer<T>(shape: z.ZodType<T>, answer: unknown): T {
  const { data } = shape.safeParse(answer);
  if (data === undefined) throw new GraphError('refused', "Graph's answer is not a provisioning job");
  return data;
}

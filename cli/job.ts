import { type Command, Option } from 'commander';
import { createGraphClient, type GraphClient } from '../lib/graph/client';
import { systemClock } from '../lib/graph/clock';
import { findJob, type ProvisioningJob } from '../lib/graph/jobs';
import { createPace, type PaceOptions } from '../lib/graph/pace';
import type { Settings } from '../lib/settings';
import { authModes, type SignInOptions, signIn } from './credentials';
import { tell } from './exit';

export interface JobOptions extends SignInOptions {
  servicePrincipalId?: string;
  jobId?: string;
}

/** The options by which a command finds a provisioning job and signs in. */
export function withJobOptions(command: Command, app: 'required' | "the mapping's"): Command {
  const id = new Option('--service-principal-id <id>', 'object id of the provisioning app');
  return command
    .addOption(id.makeOptionMandatory(app === 'required'))
    .option('--job-id <id>', 'provisioning job; looked up when the app has one only')
    .addOption(new Option('--auth <way>', 'how to sign in to Graph').choices([...authModes]))
    .option('--client-id <id>', 'application that signs in')
    .option('--tenant-id <id>', 'tenant to sign in to')
    .option('--certificate <file>', 'PEM file with certificate and private key, for --auth certificate');
}

export interface Connection {
  limit: Omit<PaceOptions, 'clock'>;
  /** What a person who signs in consents to; an application's roles are granted to it beforehand. */
  permissions: readonly string[];
}

export function connectGraph(
  { endpoint }: Settings,
  options: SignInOptions,
  { limit, permissions }: Connection,
): GraphClient {
  const pace = createPace({ ...limit, clock: systemClock });
  let told = false;
  const onRetry = (cause: string): void => {
    if (!told) tell(`note: Graph does not answer as it should (${cause}): trying again, for a minute or two`);
    told = true;
  };
  const token = signIn(endpoint, options, permissions);
  return createGraphClient({ endpoint, token, pace, clock: systemClock, onRetry });
}

export async function jobOf(
  graph: GraphClient,
  servicePrincipalId: string,
  jobId: string | undefined,
): Promise<ProvisioningJob> {
  return { servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId)) };
}

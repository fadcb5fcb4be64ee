import { type Command, Option } from 'commander';
import { SettingsError } from '../../lib/errors';
import { createGraphClient, type GraphClient } from '../../lib/graph/client/client';
import { systemClock } from '../../lib/graph/clock';
import { createRateLimiter, type RateLimiterOptions } from '../../lib/graph/limits/rateLimiter';
import { findJob, type ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import type { Mapping } from '../../lib/mapping/file/parse';
import { resolveJobSettings } from '../../lib/mapping/loadMappings';
import type { Environment } from '../../lib/settings';
import { jobSettingNames, type Settings } from '../../lib/settings';
import type { Context } from '../context/context';
import { environmentHint } from '../context/environment';
import { type AuthMode, type SignInOptions, signIn, uploadAuthModes, type Wanted } from './credentials';

export interface JobOptions extends SignInOptions {
  servicePrincipalId?: string;
  jobId?: string;
}

/** The options by which a command finds a provisioning job and signs in. */
export function withJobOptions(command: Command, app: 'required' | "the mapping's"): Command {
  const id = new Option('--service-principal-id <id>', 'object id of the provisioning app');
  command
    .addOption(id.makeOptionMandatory(app === 'required'))
    .option('--job-id <id>', 'provisioning job; looked up when the app has one only');
  return withSignInOptions(command, uploadAuthModes);
}

/** The options by which a command signs in, in one of the ways that it offers. */
export function withSignInOptions(command: Command, ways: readonly AuthMode[]): Command {
  command
    .addOption(new Option('--auth <way>', 'how to sign in to Graph').choices([...ways]))
    .option('--client-id <id>', 'application that signs in')
    .option('--tenant-id <id>', 'tenant to sign in to');
  return ways.includes('certificate')
    ? command.option('--certificate <file>', 'PEM file with certificate and private key, for --auth certificate')
    : command;
}

export interface Connection extends Wanted {
  limit: Omit<RateLimiterOptions, 'clock'>;
  context: Context;
}

export function connectGraph(
  { endpoint }: Settings,
  options: SignInOptions,
  { limit, ...wanted }: Connection,
): GraphClient {
  const rateLimiter = createRateLimiter({ ...limit, clock: systemClock });
  let told = false;
  const onRetry = (cause: string): void => {
    if (!told)
      wanted.context.report(`note: Graph does not answer as it should (${cause}): trying again, for a minute or two`);
    told = true;
  };
  const token = signIn(endpoint, options, wanted);
  return createGraphClient({ endpoint, token, rateLimiter, clock: systemClock, onRetry });
}

export async function jobOf(
  graph: GraphClient,
  servicePrincipalId: string,
  jobId: string | undefined,
): Promise<ProvisioningJob> {
  return { servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId)) };
}

/**
 * The ids on the command line come first; another app's id never goes with the mapping's job. A
 * mapping that names no app has that of the settings with the feed's name.
 */
export function jobIdsOf(
  mapping: Mapping | undefined,
  options: JobOptions,
  environment: Environment,
): { servicePrincipalId: string; jobId: string | undefined } {
  const own = (mapping && resolveJobSettings(withJobSettings(mapping), environment).provisioningJob) ?? {};
  const servicePrincipalId = options.servicePrincipalId ?? own.servicePrincipalId;
  if (servicePrincipalId === undefined) {
    throw new SettingsError(
      '--service-principal-id',
      `is needed, or provisioningJob.servicePrincipalId in the mapping (and the app setting it names). ${environmentHint}`,
    );
  }
  return {
    servicePrincipalId,
    jobId: options.jobId ?? (servicePrincipalId === own.servicePrincipalId ? own.jobId : undefined),
  };
}

function withJobSettings(mapping: Mapping): Mapping {
  if (mapping.provisioningJob?.servicePrincipalId !== undefined) return mapping;
  const { servicePrincipalId, jobId } = jobSettingNames(mapping.feed);
  return {
    ...mapping,
    provisioningJob: { servicePrincipalId: `%${servicePrincipalId}%`, jobId: `%${jobId}%`, ...mapping.provisioningJob },
  };
}

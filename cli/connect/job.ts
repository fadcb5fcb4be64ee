import { type Command, Option } from 'commander';
import { GraphError, SettingsError } from '../../lib/errors';
import { createGraphClient, type GraphClient } from '../../lib/graph/client/client';
import { systemClock } from '../../lib/graph/clock';
import { findServicePrincipalByAppId } from '../../lib/graph/directory/servicePrincipals';
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

/** Adds the options that select a provisioning job and a sign-in method. */
export function addJobOptions(command: Command, app: 'required' | "the mapping's"): Command {
  const id = new Option('--service-principal-id <id>', 'object id of the provisioning app, or its application id');
  command
    .addOption(id.makeOptionMandatory(app === 'required'))
    .option('--job-id <id>', 'provisioning job (default: the only job of the app)');
  return addSignInOptions(command, uploadAuthModes);
}

/** Adds the options for signing in, with the methods that the command offers. */
export function addSignInOptions(command: Command, ways: readonly AuthMode[]): Command {
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
  let isReported = false;
  const onRetry = (cause: string): void => {
    if (!isReported)
      wanted.context.report(`note: Graph does not respond correctly (${cause}). Retrying for one to two minutes`);
    isReported = true;
  };
  const token = signIn(endpoint, options, wanted);
  return createGraphClient({ endpoint, token, rateLimiter, clock: systemClock, onRetry });
}

/**
 * The job that the ids name: without a job's id, the app's only job. An application id is looked up
 * when no app has it as its object id.
 */
export async function resolveProvisioningJob(
  graph: GraphClient,
  { servicePrincipalId: id, jobId }: JobIds,
  context: Context,
): Promise<ProvisioningJob> {
  if (jobId !== undefined) return { servicePrincipalId: id, jobId };
  try {
    return { servicePrincipalId: id, jobId: await findJob(graph, id) };
  } catch (error) {
    if (!(error instanceof GraphError && error.code === 'not_found')) throw error;
    // the account may lack the right to read applications: then the first error is the one to show
    const app = await findServicePrincipalByAppId(graph, id).catch(() => undefined);
    if (app === undefined) throw error;
    context.report(`note: ${id} is an application id. The provisioning app's object id is ${app.id}`);
    return { servicePrincipalId: app.id, jobId: await findJob(graph, app.id) };
  }
}

interface JobIds {
  servicePrincipalId: string;
  jobId: string | undefined;
}

/**
 * Chooses the ids of the provisioning app and job. Command-line options come first. The mapping's
 * job is only used together with the mapping's app. A mapping without an app uses the app settings
 * with the feed's name.
 */
export function readJobIds(mapping: Mapping | undefined, options: JobOptions, environment: Environment): JobIds {
  const own = (mapping && resolveJobSettings(withJobSettings(mapping), environment).provisioningJob) ?? {};
  const servicePrincipalId = options.servicePrincipalId ?? own.servicePrincipalId;
  if (servicePrincipalId === undefined) {
    throw new SettingsError(
      '--service-principal-id',
      `is required, or provisioningJob.servicePrincipalId in the mapping (and the app setting it names). ${environmentHint}`,
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

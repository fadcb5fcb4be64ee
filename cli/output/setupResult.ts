import { readJobState } from '../../lib/graph/provisioning/jobs';
import type { Mapping } from '../../lib/mapping/file/parse';
import { parseSettingReference } from '../../lib/settings';
import { type KnownObjects, requireJob, type Setup } from '../../lib/setup/setup';
import type { FeedJob } from '../context/azdEnvironment';

interface ResultOptions {
  mapping: Mapping;
  /** The feeds that FEEDS already contains. */
  feeds: Readonly<Record<string, FeedJob>>;
  /** Path of the certificate file. */
  certificate: string | undefined;
}

/**
 * Formats the settings of the feed under the names in the mapping file and for azd, and the options
 * for signing in.
 */
export function formatSetupResult(
  known: KnownObjects,
  { mapping: { feed, provisioningJob = {} }, feeds, certificate }: ResultOptions,
): string[] {
  const { servicePrincipalId = '', jobId = '', client } = known;
  const allFeeds = JSON.stringify({ ...feeds, [feed]: { servicePrincipalId, jobId } });
  const lines = [
    formatSetting('servicePrincipalId', provisioningJob.servicePrincipalId, servicePrincipalId),
    formatSetting('jobId', provisioningJob.jobId, jobId),
    `FEEDS=${allFeeds}`, // docs/deploying.md
    `azd env set FEEDS '${allFeeds}'`,
  ];
  if (client !== undefined && certificate !== undefined) {
    const { clientId, tenantId = '<tenant id>' } = client;
    const file = /^[\w./\\:-]+$/.test(certificate) ? certificate : `"${certificate}"`;
    lines.push(`--auth certificate --client-id ${clientId} --tenant-id ${tenantId} --certificate ${file}`);
  }
  return lines;
}

/** Names the app setting, if the mapping file uses one, else the property in the mapping file. */
function formatSetting(key: string, value: string | undefined, id: string): string {
  const name = parseSettingReference(value);
  return `${name ?? `provisioningJob.${key}`}=${id}`;
}

/** Describes a quarantine, which a person must examine before the job is started again. */
export async function describeQuarantine(setup: Setup): Promise<string | undefined> {
  const { code, quarantineReason } = await readJobState(setup.graph, requireJob(setup));
  if (code !== 'Quarantine') return undefined;
  return `note: the job is in quarantine (${quarantineReason ?? 'no reason given'}) and was not changed. Run csv2scim doctor to see what to do`;
}

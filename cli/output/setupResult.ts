import { readJobState } from '../../lib/graph/provisioning/jobs';
import type { Mapping } from '../../lib/mapping/file/parse';
import { parseSettingReference } from '../../lib/settings';
import { type Known, knownJob, type Setup } from '../../lib/setup/setup';
import type { FeedJob } from '../context/azdEnvironment';

interface ResultOptions {
  mapping: Mapping;
  /** The feeds that FEEDS has already. */
  feeds: Readonly<Record<string, FeedJob>>;
  /** File of the certificate. */
  certificate: string | undefined;
}

/** The settings of the feed: for commands, by the names in the mapping file, and for azd; and how to sign in. */
export function resultLines(
  known: Known,
  { mapping: { feed, provisioningJob = {} }, feeds, certificate }: ResultOptions,
): string[] {
  const { servicePrincipalId = '', jobId = '', client } = known;
  const allFeeds = JSON.stringify({ ...feeds, [feed]: { servicePrincipalId, jobId } });
  const lines = [
    settingLine('servicePrincipalId', provisioningJob.servicePrincipalId, servicePrincipalId),
    settingLine('jobId', provisioningJob.jobId, jobId),
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

/** An app setting where the mapping file names one; else the place in the mapping file. */
function settingLine(key: string, value: string | undefined, id: string): string {
  const name = parseSettingReference(value);
  return `${name ?? `provisioningJob.${key}`}=${id}`;
}

/** A quarantine is somebody's to look into before anything is started anew. */
export async function quarantineNote(setup: Setup): Promise<string | undefined> {
  const { code, quarantineReason } = await readJobState(setup.graph, knownJob(setup));
  if (code !== 'Quarantine') return undefined;
  return `note: the job is in quarantine (${quarantineReason ?? 'no reason given'}) and was left alone: csv2scim doctor says what to do`;
}

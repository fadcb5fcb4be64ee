import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeReadError, SettingsError } from '../../lib/errors';
import { parseEndpoint } from '../../lib/graph/endpoint';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import type { Mapping } from '../../lib/mapping/file/parse';
import { listMappingFiles, loadMapping, loadMappings } from '../../lib/mapping/loadMappings';
import { type Environment, jobSettingNames, parseSettingReference, resolveSetting } from '../../lib/settings';

/** A mapping file of the folder MAPPINGS, and the provisioning job of its feed. */
export interface LocalFeed {
  /** Name of the mapping file. */
  file: string;
  mapping: Mapping;
  /** `undefined` when GRAPH_ENDPOINT is a real tenant, where no job can be invented. */
  job: ProvisioningJob | undefined;
}

export interface LocalFeeds {
  /** Folder of the mapping files. */
  folder: string;
  feeds: readonly LocalFeed[];
  /** The app settings that name the jobs and are not set. */
  settings: Readonly<Record<string, string>>;
  /** All app settings that name the jobs. */
  settingNames: readonly string[];
}

/** The simulated tenant's id, in the form of job ids. */
const tenantId = '00000000000040008000000000000000';

/** Ids that earlier versions saved in .local/ for the feeds of mappings/. */
const knownApps: ReadonlyMap<string, string> = new Map([
  ['employees', '11111111-1111-4111-8111-111111111111'],
  ['contractors', '22222222-2222-4222-8222-222222222222'],
]);

/**
 * Reads the mapping files of a folder, and finds the provisioning job of each feed: the one in the
 * mapping and the environment, else one with ids derived from the feed's name, the same at every
 * start.
 * @throws MappingError with the problems of all files, SettingsError when the folder cannot be read
 */
export async function loadLocalFeeds(folder: string, environment: Environment): Promise<LocalFeeds> {
  const simulated = !environment.GRAPH_ENDPOINT || parseEndpoint(environment.GRAPH_ENDPOINT).loopback;
  const files = await listMappingFiles(folder).catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError('MAPPINGS', `${folder}: ${describeReadError(error)}`);
  });
  await loadMappings(folder, environment); // reports the problems of all files at once
  const settings: Record<string, string> = {};
  const feeds: LocalFeed[] = [];
  for (const file of files) {
    const { mapping } = await loadMapping(join(folder, file));
    const job = simulated ? createJob(mapping, { ...environment, ...settings }) : undefined;
    if (job !== undefined) Object.assign(settings, missingSettings(mapping, job, environment));
    feeds.push({ file, mapping, job });
  }
  const named = feeds.flatMap(({ mapping }) => Object.values(mapping.provisioningJob ?? {}).map(parseSettingReference));
  const settingNames = [...new Set([...named, ...Object.keys(settings)])].filter((name) => name !== undefined);
  return { folder, feeds, settings, settingNames };
}

function createJob({ feed, provisioningJob = {} }: Mapping, environment: Environment): ProvisioningJob {
  const servicePrincipalId =
    resolveSetting(provisioningJob.servicePrincipalId, environment) ?? knownApps.get(feed) ?? deriveUuid(feed);
  const jobId = resolveSetting(provisioningJob.jobId, environment) ?? `API2AAD.${tenantId}.${servicePrincipalId}`;
  return { servicePrincipalId, jobId };
}

/** Derives a version 8 UUID (RFC 9562) from a text, always the same one. */
function deriveUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Lists the missing settings of a mapping's job. A mapping that names no settings gets the default
 * names.
 */
function missingSettings({ feed, provisioningJob }: Mapping, job: ProvisioningJob, environment: Environment) {
  const names = jobSettingNames(feed);
  const named = provisioningJob?.servicePrincipalId
    ? provisioningJob
    : { servicePrincipalId: `%${names.servicePrincipalId}%`, jobId: `%${names.jobId}%`, ...provisioningJob };
  const settings: Record<string, string> = {};
  for (const key of ['servicePrincipalId', 'jobId'] as const) {
    const name = parseSettingReference(named[key]);
    if (name !== undefined && !environment[name]) settings[name] = job[key];
  }
  return settings;
}

/**
 * Returns the folder of mappings for the functions: the user's own, or, when one of its mappings
 * names no provisioning app, a copy in which each mapping names its job.
 */
export async function completeMappings({ folder, feeds }: LocalFeeds, copy: string): Promise<string> {
  const lacking = ({ mapping, job }: LocalFeed): boolean =>
    job !== undefined && mapping.provisioningJob?.servicePrincipalId === undefined;
  await rm(copy, { recursive: true, force: true });
  if (!feeds.some(lacking)) return folder;
  await mkdir(copy, { recursive: true });
  for (const feed of feeds) {
    const text = await readFile(join(folder, feed.file), 'utf8');
    const file = JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown>;
    if (lacking(feed)) file.provisioningJob = feed.job;
    await writeFile(join(copy, feed.file), `${JSON.stringify(file, null, 2)}\n`);
  }
  return copy;
}

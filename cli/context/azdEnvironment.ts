import { SettingsError } from '../../lib/errors';
import type { Environment } from '../../lib/settings';
import { jobSettingNames } from '../../lib/settings';

/** Default of the parameter summarySchedule in infra/main.bicep. */
const summarySchedule = '0 */15 * * * *';

/**
 * Derives the app settings of infra/main.bicep from an azd environment: the storage endpoints, and
 * the provisioning app and job of each entry of FEEDS. A setting that the environment already has
 * is kept.
 * @throws SettingsError when FEEDS is invalid
 */
export function deriveAppSettings(azd: Environment): Environment {
  const { BLOB_SERVICE_URI, QUEUE_SERVICE_URI, FEEDS } = azd;
  return {
    ...(BLOB_SERVICE_URI && { HrStorage__blobServiceUri: BLOB_SERVICE_URI }),
    ...(QUEUE_SERVICE_URI && { HrStorage__queueServiceUri: QUEUE_SERVICE_URI }),
    SUMMARY_SCHEDULE: summarySchedule,
    ...deriveFeedSettings(FEEDS),
    ...azd,
  };
}

function deriveFeedSettings(text: string | undefined): Environment {
  const settings = Object.entries(parseFeeds(text)).map(([feed, { servicePrincipalId, jobId }]) => {
    const names = jobSettingNames(feed);
    return { [names.servicePrincipalId]: servicePrincipalId, [names.jobId]: jobId };
  });
  return Object.assign({}, ...settings);
}

export interface FeedJob {
  servicePrincipalId: string;
  jobId?: string;
}

/** Parses FEEDS (docs/deploying.md). It may be unset. @throws SettingsError when it is invalid */
export function parseFeeds(text: string | undefined): Record<string, FeedJob> {
  let feeds: unknown;
  try {
    feeds = JSON.parse(text || '{}') ?? {};
  } catch {
    throw new SettingsError('FEEDS', 'is not JSON. See "Add a feed" in docs/deploying.md');
  }
  if (!isFeeds(feeds))
    throw new SettingsError('FEEDS', 'must be {"FEED":{"servicePrincipalId":"ID","jobId":"ID"}}, with jobId optional');
  return feeds;
}

const isFeeds = (value: unknown): value is Record<string, FeedJob> =>
  isRecord(value) &&
  Object.values(value).every(
    (feed) =>
      isRecord(feed) &&
      typeof feed.servicePrincipalId === 'string' &&
      (feed.jobId === undefined || typeof feed.jobId === 'string'),
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

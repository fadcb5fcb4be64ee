import { SettingsError } from './errors';
import { type Endpoint, parseEndpoint } from './graph/endpoint';

/** The storage account of `HrStorage`: a connection string, or its services' addresses and a managed identity. */
export type StorageConnection =
  | { connectionString: string }
  | { blobServiceUri: string; queueServiceUri: string; clientId: string | undefined };

export interface Settings {
  storage: StorageConnection;
  endpoint: Endpoint;
  callsPer5Seconds: number;
  /** The tenant's calls of bulkUpload in any 24 hours. */
  callsPerDay: number;
  /** Folder of the mapping files. */
  mappings: string;
  settleSeconds: number;
  timeBudgetMinutes: number;
  /** The user-assigned managed identity; the system-assigned one when absent. */
  clientId: string | undefined;
  /** Connection string of Application Insights; events go to the log when absent. */
  applicationInsights: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the app settings (docs/reference.md, App settings). @throws SettingsError with the
 * setting's name and what it must be
 */
export function readSettings(environment: Environment): Settings {
  const number = (name: string, standard: number, least: number): number => {
    const text = environment[name]?.trim();
    const value = text === undefined || text === '' ? standard : Number(text);
    if (!Number.isFinite(value) || value < least) throw new SettingsError(name, `must be a number, ${least} or more`);
    return value;
  };
  return {
    storage: readStorageConnection(environment),
    endpoint: parseEndpoint(environment.GRAPH_ENDPOINT || 'https://graph.microsoft.com'),
    callsPer5Seconds: Math.floor(number('GRAPH_CALLS_PER_5_SECONDS', 40, 1)),
    callsPerDay: Math.floor(number('GRAPH_CALLS_PER_DAY', 2000, 1)),
    mappings: environment.MAPPINGS || 'mappings',
    settleSeconds: number('SETTLE_SECONDS', 60, 0),
    timeBudgetMinutes: number('TIME_BUDGET_MINUTES', 25, 0.01),
    clientId: environment.AZURE_CLIENT_ID || undefined,
    applicationInsights: environment.APPLICATIONINSIGHTS_CONNECTION_STRING || undefined,
  };
}

/** The connection that a binding calls by its prefix: `HrStorage`, or `HrStorage__blobServiceUri` and its like. */
export function readStorageConnection(environment: Environment, prefix = 'HrStorage'): StorageConnection {
  const blobServiceUri = environment[`${prefix}__blobServiceUri`];
  const queueServiceUri = environment[`${prefix}__queueServiceUri`];
  if (blobServiceUri && queueServiceUri) {
    const clientId = environment[`${prefix}__clientId`] || environment.AZURE_CLIENT_ID || undefined;
    return { blobServiceUri, queueServiceUri, clientId };
  }
  if (blobServiceUri || queueServiceUri) {
    throw new SettingsError(prefix, `${prefix}__blobServiceUri and ${prefix}__queueServiceUri are both needed`);
  }
  return { connectionString: environment[prefix] || 'UseDevelopmentStorage=true' };
}

/** The settings that name a feed's provisioning app and job, as infra/main.bicep makes them of FEEDS. */
export function jobSettingNames(feed: string): { servicePrincipalId: string; jobId: string } {
  const prefix = feed.toUpperCase().replaceAll('-', '_');
  return { servicePrincipalId: `${prefix}_SERVICE_PRINCIPAL_ID`, jobId: `${prefix}_JOB_ID` };
}

/** The app setting that `%NAME%` in a mapping file stands for. */
export const parseSettingReference = (value: string | undefined): string | undefined =>
  /^%([^%]+)%$/.exec(value ?? '')?.[1];

/** A value of a mapping file in which `%NAME%` stands for an app setting; `undefined` when it or the setting is not there. */
export function resolveSetting(value: string | undefined, environment: Environment): string | undefined {
  const name = parseSettingReference(value);
  if (name === undefined) return value || undefined;
  return (Object.hasOwn(environment, name) ? environment[name] : undefined) || undefined;
}

import { SettingsError } from './errors';
import { type Endpoint, parseEndpoint } from './graph/endpoint';

/** A storage account: a connection string, or its service URIs and a managed identity. */
export type StorageConnection =
  | { connectionString: string }
  | { blobServiceUri: string; queueServiceUri: string; clientId: string | undefined };

export interface Settings {
  storage: StorageConnection;
  endpoint: Endpoint;
  callsPer5Seconds: number;
  /** The tenant's limit of bulkUpload calls in any 24 hours. */
  callsPerDay: number;
  /** The folder of the mapping files. */
  mappings: string;
  settleSeconds: number;
  timeBudgetMinutes: number;
  /** The user-assigned managed identity; the system-assigned one when absent. */
  clientId: string | undefined;
  /** The connection string of Application Insights. Without it, events go to the log. */
  applicationInsights: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the app settings, which docs/reference.md lists. @throws SettingsError */
export function readSettings(environment: Environment): Settings {
  const readNumber = (name: string, fallback: number, min: number): number => {
    const text = environment[name]?.trim();
    const value = text === undefined || text === '' ? fallback : Number(text);
    if (!Number.isFinite(value) || value < min) throw new SettingsError(name, `must be a number, ${min} or more`);
    return value;
  };
  return {
    storage: readStorageConnection(environment),
    endpoint: parseEndpoint(environment.GRAPH_ENDPOINT || 'https://graph.microsoft.com'),
    callsPer5Seconds: Math.floor(readNumber('GRAPH_CALLS_PER_5_SECONDS', 40, 1)),
    callsPerDay: Math.floor(readNumber('GRAPH_CALLS_PER_DAY', 2000, 1)),
    mappings: environment.MAPPINGS || 'mappings',
    settleSeconds: readNumber('SETTLE_SECONDS', 60, 0),
    timeBudgetMinutes: readNumber('TIME_BUDGET_MINUTES', 25, 0.01),
    clientId: environment.AZURE_CLIENT_ID || undefined,
    applicationInsights: environment.APPLICATIONINSIGHTS_CONNECTION_STRING || undefined,
  };
}

/**
 * Reads a storage connection as the bindings of Azure Functions do: the setting `HrStorage`, or
 * `HrStorage__blobServiceUri` and `HrStorage__queueServiceUri`. @throws SettingsError
 */
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

/** Names the settings of a feed's provisioning app and job, as infra/main.bicep creates them. */
export function jobSettingNames(feed: string): { servicePrincipalId: string; jobId: string } {
  const prefix = feed.toUpperCase().replaceAll('-', '_');
  return { servicePrincipalId: `${prefix}_SERVICE_PRINCIPAL_ID`, jobId: `${prefix}_JOB_ID` };
}

/** Parses `%NAME%` in a mapping file, a reference to the app setting NAME. */
export const parseSettingReference = (value: string | undefined): string | undefined =>
  /^%([^%]+)%$/.exec(value ?? '')?.[1];

/**
 * Replaces `%NAME%` in a value of a mapping file by the app setting NAME; `undefined` when the
 * value or the setting is missing.
 */
export function resolveSetting(value: string | undefined, environment: Environment): string | undefined {
  const name = parseSettingReference(value);
  if (name === undefined) return value || undefined;
  return (Object.hasOwn(environment, name) ? environment[name] : undefined) || undefined;
}

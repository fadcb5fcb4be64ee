import type { InvocationContext } from '@azure/functions';
import { createGraphClient, type GraphClient } from '../lib/graph/client/client';
import { createTokenSource } from '../lib/graph/client/tokens';
import { type Clock, systemClock } from '../lib/graph/clock';
import { createQuotaLimiter } from '../lib/graph/limits/quotaLimiter';
import { burstLimit, createRateLimiter, type RateLimiterOptions } from '../lib/graph/limits/rateLimiter';
import { logReadLimit } from '../lib/graph/logs/provisioningLogs';
import { connectStorage, createManagedIdentity, type Storage } from '../lib/ingestion/storage/connect';
import { openLedger } from '../lib/ingestion/storage/quotaLedger';
import type { Mapping } from '../lib/mapping/file/parse';
import { loadMappings } from '../lib/mapping/loadMappings';
import { readSettings, type Settings } from '../lib/settings';
import { createApplicationInsights, createLogTelemetry, type Telemetry } from '../lib/telemetry';

/** What the functions share while the process runs. Their clients share one rate limit. */
export interface App {
  settings: Settings;
  storage: Storage;
  mappings: readonly Mapping[];
  clock: Clock;
  /** The client for bulkUpload. Its calls are counted in the quota ledger. */
  uploads: GraphClient;
  /** Timeout of a call of `uploads`, in milliseconds. */
  uploadTimeout: number;
  /** The client for provisioning jobs. */
  graph: GraphClient;
  /** The client for provisioning logs, which have their own rate limit. */
  reads: GraphClient;
  telemetry(context: InvocationContext): Telemetry;
}

/**
 * Shorter than the remaining lease time of a job's lock between two renewals (45 s), so that no
 * call outlives the lock.
 */
const uploadTimeout = 40_000;

let app: Promise<App> | undefined;

/**
 * Creates the app when the first function runs, and again after a failure. Nothing may throw while
 * the entry file loads: otherwise the host finds no functions. Tests call this first with their own
 * clock.
 */
export function getApp(clock: Clock = systemClock): Promise<App> {
  app ??= createApp(readSettings(process.env), clock).catch((error: unknown) => {
    app = undefined;
    throw error;
  });
  return app;
}

async function createApp(settings: Settings, clock: Clock): Promise<App> {
  const { endpoint, clientId, applicationInsights: connectionString } = settings;
  const managedIdentity = () => createManagedIdentity(clientId);
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true'; // otherwise the library sends usage statistics to Microsoft
  const token = createTokenSource(endpoint, managedIdentity);
  const storage = await connectStorage(settings.storage);
  const ledger = openLedger(storage);
  const limitedClient = (limit: Omit<RateLimiterOptions, 'clock'>) =>
    createGraphClient({ endpoint, token, rateLimiter: createRateLimiter({ ...limit, clock }), clock });
  const uploadLimiter = createQuotaLimiter({ ...settings, ledger, clock });
  const insights =
    connectionString === undefined ? undefined : createApplicationInsights(connectionString, managedIdentity);
  return {
    settings,
    mappings: await loadMappings(settings.mappings, process.env),
    storage,
    clock,
    uploads: createGraphClient({ endpoint, token, rateLimiter: uploadLimiter, clock, timeout: uploadTimeout }),
    uploadTimeout,
    graph: limitedClient(burstLimit(settings.callsPer5Seconds)),
    reads: limitedClient(logReadLimit),
    telemetry: (context) => insights ?? createLogTelemetry((line) => context.log(line)),
  };
}

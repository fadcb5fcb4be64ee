import type { TokenCredential } from '@azure/identity';
import { SettingsError, TelemetryError } from './errors';
import { isLoopback } from './graph/endpoint';

/** A custom event. It holds no personal data, not even `externalId`. */
export interface TelemetryEvent {
  name: string;
  properties: Record<string, string>;
  measurements: Record<string, number>;
}

export interface Telemetry {
  /** Resolves when all events were accepted. @throws TelemetryError otherwise */
  send(events: readonly TelemetryEvent[]): Promise<void>;
}

/** Sends events. @throws TelemetryError when they are not accepted within `timeoutMs` */
export async function sendWithTimeout(
  timeoutMs: number,
  telemetry: Telemetry,
  events: readonly TelemetryEvent[],
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TelemetryError('Application Insights does not answer in time')), timeoutMs);
  });
  await Promise.race([telemetry.send(events), late]).finally(() => clearTimeout(timer));
}

/** Creates telemetry that writes events to the log, for use without Application Insights. */
export const createLogTelemetry = (log: (line: string) => void): Telemetry => ({
  send: async (events) => {
    for (const { name, ...event } of events) log(`${name} ${JSON.stringify(event)}`);
  },
});

/** Events per flush. The exporter buffers 2,048 events and drops the rest. */
const batchSize = 500;

/** Creates telemetry for Application Insights. The library is loaded with the first event. */
export function createApplicationInsights(
  connectionString: string,
  createCredential: () => Promise<TokenCredential>,
): Telemetry {
  let client: ReturnType<typeof connect> | undefined;
  let previous: Promise<void> = Promise.resolve();

  async function sendNow(events: readonly TelemetryEvent[]): Promise<void> {
    client ??= connect(connectionString, createCredential);
    try {
      const { insights, countAccepted } = await client;
      for (let start = 0; start < events.length; start += batchSize) {
        const batch = events.slice(start, start + batchSize);
        const before = countAccepted();
        for (const event of batch) insights.trackEvent(event);
        await insights.flush();
        if (countAccepted() - before < batch.length) throw createRejectionError();
      }
    } catch (error) {
      // use a new client next time: retries of this one must not count as later events
      void client.then(({ insights }) => insights.shutdown()).catch(() => {});
      client = undefined;
      throw error;
    }
  }
  return {
    send(events) {
      // one at a time, so that accepted events can be counted
      const sent = previous.then(() => sendNow(events));
      previous = sent.catch(() => {});
      return sent;
    },
  };
}

const createRejectionError = (): TelemetryError =>
  new TelemetryError(
    "Application Insights did not accept the events: check the connection string, and that the app's identity is Monitoring Metrics Publisher there",
  );

/**
 * Loads the library, which takes a second. Counts the events that the service accepts, because
 * `flush()` reports no failure.
 */
async function connect(setting: string, createCredential: () => Promise<TokenCredential>) {
  const { connectionString, local } = readConnectionString(setting);
  const credential = local ? undefined : await createCredential();
  const { TelemetryClient } = await import('applicationinsights');
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const http = createDefaultHttpClient();
  let accepted = 0;
  const httpClient: typeof http = {
    async sendRequest(request) {
      const response = await http.sendRequest(request);
      if (response.status < 300) accepted += parseAccepted(response.bodyAsText) ?? countSent(request.body);
      return response;
    },
  };
  // own providers, so that nothing else of this process is collected
  const insights = new TelemetryClient(connectionString, { useGlobalProviders: false });
  insights.config.azureMonitorOpenTelemetryOptions = {
    azureMonitorExporterOptions: {
      connectionString,
      httpClient,
      disableOfflineStorage: true, // the caller keeps events that were not accepted
      ...(credential && { credential }),
    },
  };
  return { insights, countAccepted: () => accepted };
}

/**
 * Removes the spaces of a connection string, which the library does not accept. `local` says
 * whether the endpoint is on this machine, which gets no token of an Azure identity.
 * @throws SettingsError when it is no connection string
 */
function readConnectionString(setting: string): { connectionString: string; local: boolean } {
  const parts = setting.split(';').map((part) =>
    part
      .split('=')
      .map((word) => word.trim())
      .join('='),
  );
  const findPart = (name: string): string | undefined =>
    parts.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const endpoint = findPart('ingestionendpoint');
  const key = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(findPart('instrumentationkey') ?? '');
  if (!key || (endpoint !== undefined && !URL.canParse(endpoint))) {
    throw new SettingsError(
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
      'must be the connection string of Application Insights',
    );
  }
  return {
    connectionString: parts.join(';'),
    local: endpoint !== undefined && isLoopback(new URL(endpoint).hostname),
  };
}

/** Parses how many events the service accepted. It can accept some of them. */
function parseAccepted(body: string | null | undefined): number | undefined {
  const accepted = /"itemsAccepted"\s*:\s*(\d+)/.exec(body ?? '')?.[1];
  return accepted === undefined ? undefined : Number(accepted);
}

function countSent(body: unknown): number {
  return typeof body === 'string' && body.startsWith('[') ? (JSON.parse(body) as unknown[]).length : 0;
}

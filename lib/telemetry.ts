import type { TokenCredential } from '@azure/identity';
import { SettingsError, TelemetryError } from './errors';
import { isLoopback } from './graph/endpoint';

/** A custom event. Holds no field of a record, externalId neither. */
export interface TelemetryEvent {
  name: string;
  properties: Record<string, string>;
  measurements: Record<string, number>;
}

export interface Telemetry {
  /** Resolves when all events were taken. @throws TelemetryError when not */
  send(events: readonly TelemetryEvent[]): Promise<void>;
}

/** Sends events, and waits no longer than so many milliseconds for them to be taken. @throws TelemetryError when they were not */
export async function sendWithTimeout(
  patience: number,
  telemetry: Telemetry,
  events: readonly TelemetryEvent[],
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TelemetryError('Application Insights does not answer in time')), patience);
  });
  await Promise.race([telemetry.send(events), late]).finally(() => clearTimeout(timer));
}

/** Without Application Insights, the same events go to the log. */
export const createLogTelemetry = (log: (line: string) => void): Telemetry => ({
  send: async (events) => {
    for (const { name, ...event } of events) log(`${name} ${JSON.stringify(event)}`);
  },
});

/** The exporter holds 2,048 events and drops what comes beyond: so many are sent at once. */
const batchSize = 500;

/** The way to Application Insights: the library is loaded when the first event is sent. */
export function createApplicationInsights(
  connectionString: string,
  createCredential: () => Promise<TokenCredential>,
): Telemetry {
  let client: ReturnType<typeof connect> | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function sendNow(events: readonly TelemetryEvent[]): Promise<void> {
    client ??= connect(connectionString, createCredential);
    try {
      const { insights, taken } = await client;
      for (let start = 0; start < events.length; start += batchSize) {
        const batch = events.slice(start, start + batchSize);
        const before = taken();
        for (const event of batch) insights.trackEvent(event);
        await insights.flush();
        if (taken() - before < batch.length) throw notTaken();
      }
    } catch (error) {
      // made anew next time: what this one still tries to send must not be counted among later events
      void client.then(({ insights }) => insights.shutdown()).catch(() => {});
      client = undefined;
      throw error;
    }
  }
  return {
    send(events) {
      const sent = turn.then(() => sendNow(events)); // one at a time, so that what is taken can be counted
      turn = sent.catch(() => {});
      return sent;
    },
  };
}

const notTaken = (): TelemetryError =>
  new TelemetryError(
    "Application Insights did not take the events: check the connection string, and that the app's identity is Monitoring Metrics Publisher there",
  );

/** Loads the library, which takes a second, and counts what the service takes: `flush()` tells of no failure. */
async function connect(setting: string, createCredential: () => Promise<TokenCredential>) {
  const { connectionString, local } = readConnectionString(setting);
  const credential = local ? undefined : await createCredential();
  const { TelemetryClient } = await import('applicationinsights');
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const http = createDefaultHttpClient();
  let taken = 0;
  const httpClient: typeof http = {
    async sendRequest(request) {
      const response = await http.sendRequest(request);
      if (response.status < 300) taken += takenOf(response.bodyAsText) ?? sentIn(request.body);
      return response;
    },
  };
  // providers of its own: nothing else of this process is to be collected
  const insights = new TelemetryClient(connectionString, { useGlobalProviders: false });
  insights.config.azureMonitorOpenTelemetryOptions = {
    azureMonitorExporterOptions: {
      connectionString,
      httpClient,
      disableOfflineStorage: true, // whoever sends keeps what was not taken
      ...(credential && { credential }),
    },
  };
  return { insights, taken: () => taken };
}

/**
 * A connection string without spaces, at which the library would stumble; and whether its receiver is on this machine, which
 * gets no Azure identity's token. @throws SettingsError when it is no connection string
 */
function readConnectionString(setting: string): { connectionString: string; local: boolean } {
  const parts = setting.split(';').map((part) =>
    part
      .split('=')
      .map((word) => word.trim())
      .join('='),
  );
  const partOf = (name: string): string | undefined =>
    parts.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const endpoint = partOf('ingestionendpoint');
  const key = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(partOf('instrumentationkey') ?? '');
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

/** How many events the service says that it took; it may take a part of them. */
function takenOf(body: string | null | undefined): number | undefined {
  const taken = /"itemsAccepted"\s*:\s*(\d+)/.exec(body ?? '')?.[1];
  return taken === undefined ? undefined : Number(taken);
}

function sentIn(body: unknown): number {
  return typeof body === 'string' && body.startsWith('[') ? (JSON.parse(body) as unknown[]).length : 0;
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What the stand-in knows; a test changes what it wants wrong. */
export interface Resources {
  /** Subscription ids, two to a page. */
  subscriptions: string[];
  /** Resource ids of storage accounts. */
  accounts: string[];
  topics: { id: string; source: string }[];
  eventSubscriptions: Json[];
  /** By name of the event subscription. */
  fullUrls: Record<string, string>;
  /** Totals by metric. */
  metrics: Record<string, number>;
}

export interface Management {
  origin: string;
  resources: Resources;
  /** Method and path of each call, without the query. */
  calls: string[];
  /** Answers a call with this status instead. */
  fault: (method: string, path: string) => number | undefined;
  stop(): Promise<void>;
}

export const group = '/subscriptions/sub-3/resourceGroups/csv2scim';
export const systemKey = 'system-key-of-the-app';

/** All as infra/event-subscription.bicep deploys it, for one storage account. */
export function deployed(account: string): Resources {
  const source = `${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
  const topic = `${group}/providers/Microsoft.EventGrid/systemTopics/hr-events`;
  return {
    subscriptions: ['sub-1', 'sub-2', 'sub-3'],
    accounts: [source],
    topics: [{ id: topic, source: source.toLowerCase() }],
    eventSubscriptions: [eventSubscription(topic)],
    fullUrls: {
      'ingest-hr-file': `https://app-1.azurewebsites.net/runtime/webhooks/blobs?functionName=Host.Functions.ingestHrFile&code=${systemKey}`,
    },
    metrics: { PublishSuccessCount: 40, DeliverySuccessCount: 3 },
  };
}

export const eventSubscription = (topic: string, name = 'ingest-hr-file'): Json => ({
  id: `${topic}/eventSubscriptions/${name}`,
  name,
  type: 'Microsoft.EventGrid/systemTopics/eventSubscriptions',
  properties: {
    topic,
    provisioningState: 'Succeeded',
    eventDeliverySchema: 'EventGridSchema',
    destination: {
      endpointType: 'WebHook',
      properties: {
        endpointBaseUrl: 'https://app-1.azurewebsites.net/runtime/webhooks/blobs',
        maxEventsPerBatch: 1,
        preferredBatchSizeInKilobytes: 64,
      },
    },
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated'],
      subjectBeginsWith: '/blobServices/default/containers/hr-inbox/',
      subjectEndsWith: '.csv',
      isSubjectCaseSensitive: false,
      advancedFilters: [
        {
          key: 'data.api',
          operatorType: 'StringIn',
          values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit'],
        },
      ],
    },
  },
});

/** Serves the few calls of Azure's management API that csv2scim makes, on loopback. */
export async function startManagement(account: string): Promise<Management> {
  const server = createServer((request, response) => answer(request, response, management));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const management: Management = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    resources: deployed(account),
    calls: [],
    fault: () => undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return management;
}

function answer(request: IncomingMessage, response: ServerResponse, management: Management): void {
  request.resume();
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams } = new URL(url, management.origin);
  management.calls.push(`${method} ${pathname}`);
  const valid = headers.authorization?.startsWith('Bearer ') && searchParams.has('api-version');
  const status = valid ? management.fault(method, pathname) : 400;
  const body = status === undefined ? bodyOf(`${method} ${pathname}`, searchParams, management) : undefined;
  response.writeHead(status ?? (body === undefined ? 404 : 200), { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body ?? { error: { code: 'OnPurpose', message: `not for the user: ${systemKey}` } }));
}

function bodyOf(call: string, query: URLSearchParams, { origin, resources }: Management): Json | undefined {
  const { subscriptions, accounts, topics, eventSubscriptions, fullUrls, metrics } = resources;
  if (call === 'GET /subscriptions') return subscriptionPage(subscriptions, Number(query.get('page') ?? 0), origin);
  const inSubscription = /^GET (\/subscriptions\/[^/]+)\/resources$/.exec(call)?.[1];
  if (inSubscription !== undefined) {
    const wanted = / and name eq '(.+)'$/.exec(query.get('$filter') ?? '')?.[1];
    const ids = accounts.filter((id) => id.startsWith(`${inSubscription}/`) && id.endsWith(`/${wanted}`));
    return { value: ids.map((id) => ({ id, type: 'Microsoft.Storage/storageAccounts' })) };
  }
  const scope = /^GET (\/.+)\/providers\/Microsoft\.EventGrid\/systemTopics$/.exec(call)?.[1];
  if (scope !== undefined) {
    const inScope = topics.filter(({ id }) => id.startsWith(`${scope}/`));
    return { value: inScope.map(({ id, source }) => ({ id, name: id.split('/').at(-1), properties: { source } })) };
  }
  const topic = /^GET (\/.+)\/eventSubscriptions$/.exec(call)?.[1];
  if (topic !== undefined) return { value: eventSubscriptions.filter(({ id }) => String(id).startsWith(`${topic}/`)) };
  const named = /^POST .+\/eventSubscriptions\/([^/]+)\/getFullUrl$/.exec(call)?.[1];
  if (named !== undefined) return { endpointUrl: fullUrls[named] };
  return call.endsWith('/providers/Microsoft.Insights/metrics') ? metricsOf(metrics, query) : undefined;
}

const subscriptionPage = (all: readonly string[], page: number, origin: string): Json => ({
  value: all.slice(page * 2, page * 2 + 2).map((subscriptionId) => ({ subscriptionId })),
  ...(all.length > page * 2 + 2 && { nextLink: `${origin}/subscriptions?api-version=2022-12-01&page=${page + 1}` }),
});

/**
 * Each total in two hours and an empty one; Azure leaves out the series of a metric that never
 * counted.
 */
const metricsOf = (metrics: Record<string, number>, query: URLSearchParams): Json => ({
  value: (query.get('metricnames') ?? '').split(',').map((name) => ({
    name: { value: name },
    timeseries:
      metrics[name] === undefined
        ? []
        : [{ data: [{ total: metrics[name] - 1 }, { timeStamp: 'an hour without events' }, { total: 1 }] }],
  })),
});

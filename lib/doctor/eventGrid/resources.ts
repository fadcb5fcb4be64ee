import { z } from 'zod';
import { type ManagementClient, ManagementError } from './management';

const version = { subscriptions: '2022-12-01', resources: '2021-04-01', eventGrid: '2022-06-15' };

const subscription = z.object({ subscriptionId: z.string() });
const resource = z.object({ id: z.string() });
const systemTopic = z.object({ id: z.string(), name: z.string(), properties: z.object({ source: z.string() }) });

const text = z.string().nullish();
const filter = z.object({
  includedEventTypes: z.array(z.string()).nullish(),
  subjectBeginsWith: text,
  subjectEndsWith: text,
  isSubjectCaseSensitive: z.boolean().nullish(),
  advancedFilters: z
    .array(z.object({ key: text, operatorType: text, values: z.array(z.unknown()).nullish() }))
    .nullish(),
});
const eventSubscription = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    provisioningState: text,
    destination: z.object({ endpointType: text, properties: z.object({ endpointBaseUrl: text }).nullish() }).nullish(),
    filter: filter.nullish(),
  }),
});

export type SystemTopic = z.infer<typeof systemTopic>;
export type EventFilter = z.infer<typeof filter>;
export type EventSubscription = z.infer<typeof eventSubscription>;

/** The resource id of a storage account; `undefined` when the signed-in account cannot see it. */
export async function findStorageAccount(name: string, client: ManagementClient): Promise<string | undefined> {
  const subscriptions = await client.list(`/subscriptions?api-version=${version.subscriptions}`, subscription);
  const filter = `resourceType eq 'Microsoft.Storage/storageAccounts' and name eq '${name}'`;
  const query = new URLSearchParams({ $filter: filter, 'api-version': version.resources });
  for (let first = 0; first < subscriptions.length; first += 10) {
    const found = await Promise.all(
      subscriptions
        .slice(first, first + 10)
        .map(({ subscriptionId }) =>
          listVisible(client, `/subscriptions/${subscriptionId}/resources?${query}`, resource),
        ),
    );
    const account = found.flat().find(({ id }) => isSame(id.split('/').at(-1), name));
    if (account !== undefined) return account.id;
  }
  return undefined;
}

/** Ignores subscriptions that refuse the request. */
const listVisible = <T>(client: ManagementClient, path: string, item: z.ZodType<T>): Promise<T[]> =>
  client.list(path, item).catch((error: unknown) => {
    if (error instanceof ManagementError && error.code === 'forbidden') return [];
    throw error;
  });

/**
 * Lists the system topics of a storage account. Reads the account's resource group first, because a
 * missing permission is an error there. A list of the whole subscription only omits what the
 * account may not read.
 */
export async function findSystemTopics(accountId: string, client: ManagementClient): Promise<SystemTopic[]> {
  const parts = accountId.split('/'); // /subscriptions/ID/resourceGroups/NAME/providers
  for (const scope of [parts.slice(0, 5).join('/'), parts.slice(0, 3).join('/')]) {
    const path = `${scope}/providers/Microsoft.EventGrid/systemTopics?api-version=${version.eventGrid}`;
    const topics = await client.list(path, systemTopic);
    const own = topics.filter(({ properties }) => isSame(properties.source, accountId));
    if (own.length > 0) return own;
  }
  return [];
}

export const listEventSubscriptions = (topic: SystemTopic, client: ManagementClient): Promise<EventSubscription[]> =>
  client.list(`${topic.id}/eventSubscriptions?api-version=${version.eventGrid}`, eventSubscription);

/**
 * Reads the webhook URL with its query, which no other call returns. It contains the system key
 * `code`: never print it. Needs the permission
 * Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action.
 */
export async function readFullUrl({ id }: EventSubscription, client: ManagementClient): Promise<string> {
  const shape = z.object({ endpointUrl: z.string() });
  return (await client.post(`${id}/getFullUrl?api-version=${version.eventGrid}`, shape)).endpointUrl;
}

/** ARM names and ids are case-insensitive. */
const isSame = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

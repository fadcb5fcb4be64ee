import { createFindings, type Finding } from '../finding';
import { type Delivery, readDelivery } from './delivery';
import { checkFilter } from './filter';
import { createManagementClient, type ManagementAccess, type ManagementClient, ManagementError } from './management';
import {
  type EventSubscription,
  findStorageAccount,
  findSystemTopics,
  listEventSubscriptions,
  readFullUrl,
  type SystemTopic,
} from './resources';
import { checkWebhookPath, checkWebhookQuery, getHost, isBlobWebhook } from './webhook';

const { ok, warning, problem, skipped } = createFindings('Event Grid', 'service');

/** The name in infra/event-subscription.bicep. */
const ownName = 'ingest-hr-file';
const inbox = '/blobservices/default/containers/hr-inbox/';

const deployAgain =
  'deploy the event subscription again: azd deploy, or infra/event-subscription.bicep. Until then sweepInbox finds new files within five minutes';

export interface EventGridOptions {
  /** Name of the storage account of HrStorage. */
  account: string;
  access: ManagementAccess;
  /** Milliseconds since 1970. */
  now: number;
}

interface Context {
  account: string;
  client: ManagementClient;
  now: number;
}

/**
 * Checks whether Event Grid calls the app for each new file: URL, filter, state and delivery.
 * Read-only.
 */
export async function examineEventGrid({ account, access, now }: EventGridOptions): Promise<Finding[]> {
  const client = createManagementClient(access);
  try {
    const id = await findStorageAccount(account, client);
    if (id === undefined)
      return [
        skipped(`not checked: your account cannot read the storage account ${account}`, skipForMissingReader(account)),
      ];
    const topics = await findSystemTopics(id, client);
    if (topics.length === 0)
      return [
        problem(`the storage account ${account} has no system topic. The app gets no events of new files`, deployAgain),
      ];
    const context = { account, client, now };
    return (await Promise.all(topics.map((topic) => examineTopic(topic, context)))).flat();
  } catch (error) {
    return [skipUnreadable('not checked', error, account)];
  }
}

async function examineTopic(topic: SystemTopic, context: Context): Promise<Finding[]> {
  const own = (await listEventSubscriptions(topic, context.client)).filter(isOwn);
  if (own.length === 0)
    return [problem(`the system topic ${topic.name} has no event subscription for files in hr-inbox`, deployAgain)];
  const checked = own.map(async (subscription) => [
    ...checkState(subscription),
    ...(await examineWebhook(subscription, context)),
    ...examineFilter(subscription),
    ...(await examineDelivery(topic, subscription, context)),
  ]);
  return (await Promise.all(checked)).flat();
}

/** Ignores event subscriptions of other apps, and that of Microsoft Defender. */
function isOwn({ name, properties: { destination, filter } }: EventSubscription): boolean {
  const start = filter?.subjectBeginsWith?.toLowerCase() ?? '';
  const isForInbox = inbox.startsWith(start) || start.startsWith(inbox);
  return name === ownName || (isForInbox && isBlobWebhook(destination?.properties?.endpointBaseUrl ?? ''));
}

function checkState({ name, properties: { provisioningState: state } }: EventSubscription): Finding[] {
  if (state === 'Succeeded') return [];
  return state === 'Creating' || state === 'Updating'
    ? [warning(`${name}: a deployment is changing it (${state})`, 'run csv2scim doctor again in a few minutes')]
    : [problem(`${name}: its provisioning state is ${state}. It must be Succeeded`, deployAgain)];
}

async function examineWebhook(subscription: EventSubscription, { account, client }: Context): Promise<Finding[]> {
  const { name, properties } = subscription;
  const { endpointType, properties: webhook } = properties.destination ?? {};
  if (endpointType !== 'WebHook')
    return [problem(`${name}: it delivers to ${endpointType}. It must deliver to a webhook`, deployAgain)];
  const base = webhook?.endpointBaseUrl ?? '';
  const wrong = checkWebhookPath(base).map((message) => problem(`${name}: ${message}`, deployAgain));
  try {
    const url = await readFullUrl(subscription, client);
    wrong.push(...checkWebhookQuery(url).map((message) => problem(`${name}: ${message}`, deployAgain)));
    return wrong.length > 0 ? wrong : [ok(`${name}: calls ingestHrFile at ${getHost(base)}`)];
  } catch (error) {
    return [...wrong, unreadUrl(name, error, account)];
  }
}

function examineFilter({ name, properties: { filter } }: EventSubscription): Finding[] {
  const wrong = checkFilter(filter ?? {}).map((message) => problem(`${name}: ${message}`, deployAgain));
  return wrong.length > 0 ? wrong : [ok(`${name}: its filter passes complete .csv files in hr-inbox, and no others`)];
}

async function examineDelivery(
  topic: SystemTopic,
  subscription: EventSubscription,
  context: Context,
): Promise<Finding[]> {
  const { name } = subscription;
  try {
    return [checkDelivery(name, await readDelivery(topic, subscription, context))];
  } catch (error) {
    return [skipUnreadable(`${name}: its delivery was not checked`, error, context.account)];
  }
}

function checkDelivery(name: string, delivery: Delivery): Finding {
  const { published, delivered, failedAttempts, deadLettered, dropped } = delivery;
  const day = `in the last 24 hours ${delivered} events were delivered`;
  if (failedAttempts + deadLettered + dropped === 0)
    return ok(`${name}: ${day}, none failed (the storage account published ${published})`);
  const message = `${name}: ${day}, ${failedAttempts} attempts failed, ${deadLettered} events were dead-lettered, ${dropped} dropped`;
  const remedy =
    'check that the app runs, and read the reasons in the container event-dead-letters. If the key blobs_extension of the app was renewed, deploy the event subscription again. sweepInbox finds such files within five minutes';
  return delivered === 0 ? problem(message, remedy) : warning(message, remedy);
}

const skipForMissingReader = (account: string): string =>
  `sign in with az login as a person with the role Reader on the resource group of ${account}`;

/** Reports a missing permission as a skipped check: it is no fault of the event subscription. */
function skipUnreadable(what: string, error: unknown, account: string): Finding {
  if (!(error instanceof ManagementError)) throw error;
  const { code, detail } = error;
  if (code === 'sign_in_failed')
    return skipped(`${what}: nobody is signed in to Azure (${detail})`, skipForMissingReader(account));
  if (code === 'forbidden')
    return skipped(`${what}: your account lacks the permission (${detail})`, skipForMissingReader(account));
  return code === 'unreachable'
    ? skipped(
        `${what}: Azure's management API cannot be reached (${detail})`,
        'check the network, then run csv2scim doctor again',
      )
    : skipped(`${what}: Azure's management API refused (${detail})`, 'run csv2scim doctor again in a few minutes');
}

/**
 * Reports that the query of the URL cannot be read: the role Reader does not include it, because it
 * contains a key.
 */
function unreadUrl(name: string, error: unknown, account: string): Finding {
  const what = `${name}: the functionName in its URL was not checked`;
  if (!(error instanceof ManagementError) || error.code !== 'forbidden') return skipUnreadable(what, error, account);
  return skipped(
    `${what}: your account lacks the permission getFullUrl (${error.detail})`,
    'run csv2scim doctor as a person with the role EventGrid Contributor on the resource group',
  );
}

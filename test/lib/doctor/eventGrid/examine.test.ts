import { readFile } from 'node:fs/promises';
import { examineEventGrid } from '../../../../lib/doctor/eventGrid/examine';
import type { Finding } from '../../../../lib/doctor/finding';
import { developmentToken } from '../../../../lib/graph/client/tokens';
import {
  deployed,
  eventSubscription,
  group,
  type Management,
  startManagement,
  systemKey,
} from '../../../support/management';

const account = 'hrdata';

let management: Management;
beforeAll(async () => {
  management = await startManagement(account);
});
beforeEach(() => {
  Object.assign(management, { resources: deployed(account), calls: [], fault: () => undefined });
});
afterAll(() => management.stop());

const examine = ({ origin = management.origin, token = async () => developmentToken } = {}): Promise<Finding[]> =>
  examineEventGrid({ account, access: { endpoint: { origin, loopback: true }, token }, now: Date.now() });

/** Status, message and remedy of all that is not well. */
async function unwell(options: Parameters<typeof examine>[0] = {}): Promise<string[]> {
  const findings = await examine(options);
  expect(JSON.stringify(findings)).not.toContain(systemKey);
  return findings
    .filter(({ status }) => status !== 'ok')
    .map(({ status, message, remedy }) => [status, message, remedy].join(' | '));
}

type Properties = {
  provisioningState: string;
  destination: { endpointType: string; properties: { endpointBaseUrl: string } };
  filter: Record<string, unknown> & { advancedFilters: { key: string; operatorType: string; values: string[] }[] };
};

const properties = (): Properties => management.resources.eventSubscriptions[0]?.properties as Properties;
const filter = (change: Record<string, unknown>) => () => Object.assign(properties().filter, change);
const apis = (...values: string[]) =>
  filter({ advancedFilters: [{ key: 'data.api', operatorType: 'StringIn', values }] });
const rightApis = ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit'];
const webhook = 'https://app-1.azurewebsites.net/runtime/webhooks/blobs';
const fullUrl = (url: string) => () => Object.assign(management.resources.fullUrls, { 'ingest-hr-file': url });

test('`examineEventGrid()` finds nothing wrong with what infra/event-subscription.bicep deploys', async () => {
  const bicep = await readFile('infra/event-subscription.bicep', 'utf8');
  const { includedEventTypes, subjectBeginsWith, subjectEndsWith } = properties().filter;
  const names = [includedEventTypes, subjectBeginsWith, subjectEndsWith, 'data.api', ...rightApis].flat();
  for (const name of ['ingest-hr-file', ...names]) expect(bicep).toContain(`'${name}'`);
  expect(bicep).toMatch(/functionName=Host\.Functions\.ingestHrFile&/);
  expect((await examine()).map(({ check, status, message }) => `${check} ${status} ${message}`)).toEqual([
    'Event Grid ok ingest-hr-file: calls ingestHrFile at app-1.azurewebsites.net',
    'Event Grid ok ingest-hr-file: its filter passes complete .csv files in hr-inbox, and no others',
    'Event Grid ok ingest-hr-file: in the last 24 hours 3 events were delivered, none failed (the storage account published 40)',
  ]);
  expect(management.calls.filter((call) => !call.startsWith('GET '))).toEqual([
    `POST ${group}/providers/Microsoft.EventGrid/systemTopics/hr-events/eventSubscriptions/ingest-hr-file/getFullUrl`,
  ]);
});

test.each<[string, () => unknown]>([
  ['the path that ends in blobs', filter({ subjectBeginsWith: '/blobServices/default/containers/hr-inbox/blobs/' })],
  ['another letter case', filter({ subjectEndsWith: '.CSV', includedEventTypes: ['microsoft.storage.blobcreated'] })],
  ['no word about letter case', filter({ isSubjectCaseSensitive: null })],
  ['the values in another order', apis(...[...rightApis].reverse())],
  [
    'another name',
    () => {
      const [own] = management.resources.eventSubscriptions;
      Object.assign(own ?? {}, { name: 'mine', id: String(own?.id).replace('ingest-hr-file', 'mine') });
      management.resources.fullUrls.mine = management.resources.fullUrls['ingest-hr-file'] ?? '';
    },
  ],
  [
    'event subscriptions of others beside it',
    () => {
      const [{ id = '' } = {}] = management.resources.topics;
      const queue = eventSubscription(id, 'StorageAntimalwareSubscription');
      Object.assign(queue.properties as object, {
        destination: { endpointType: 'StorageQueue', properties: {} },
        filter: null,
      });
      const other = eventSubscription(id, 'other-app');
      Object.assign((other.properties as Properties).filter, {
        subjectBeginsWith: '/blobServices/default/containers/other/',
      });
      management.resources.eventSubscriptions.push(queue, other);
    },
  ],
  [
    'a system topic of another resource group, and one of another account',
    () => {
      const [topic] = management.resources.topics;
      const id = '/subscriptions/sub-3/resourceGroups/other/providers/Microsoft.EventGrid/systemTopics/moved';
      management.resources.topics = [
        { id: `${group}/providers/Microsoft.EventGrid/systemTopics/else`, source: `${group}/else` },
        { id, source: topic?.source ?? '' },
      ];
      management.resources.eventSubscriptions = [eventSubscription(id)];
    },
  ],
])('`examineEventGrid()` finds nothing wrong with %s', async (_, plant) => {
  plant();
  expect(await unwell()).toEqual([]);
  expect(await examine()).toHaveLength(3);
});

const deploy = /deploy the event subscription again/;

test.each<[string, () => unknown, ...RegExp[]]>([
  [
    'no system topic',
    () => management.resources.topics.splice(0),
    /^problem \| the storage account hrdata has no system topic/,
  ],
  [
    'no event subscription',
    () => management.resources.eventSubscriptions.splice(0),
    /^problem \| the system topic hr-events has no event subscription/,
  ],
  [
    'a state',
    () => Object.assign(properties(), { provisioningState: 'AwaitingManualAction' }),
    /^problem \| .*state is AwaitingManualAction/,
  ],
  [
    'another destination',
    () => Object.assign(properties().destination, { endpointType: 'StorageQueue' }),
    /^problem \| .*delivers to StorageQueue/,
  ],
  [
    'another path',
    () =>
      Object.assign(properties().destination.properties, {
        endpointBaseUrl: 'https://app-1.azurewebsites.net/api/hook',
      }),
    /^problem \| .*URL \(app-1\.azurewebsites\.net\) does not have the path \/runtime\/webhooks\/blobs/,
  ],
  [
    'another function',
    fullUrl(`${webhook}?functionName=Host.Functions.ingest&code=${systemKey}`),
    /^problem \| .*functionName Host\.Functions\.ingest\. It must be Host\.Functions\.ingestHrFile: .*drops/,
  ],
  [
    'another letter case in the function',
    fullUrl(`${webhook}?functionName=host.functions.ingesthrfile&code=${systemKey}`),
    /^problem \| .*must be Host\.Functions\.ingestHrFile/,
  ],
  ['no function', fullUrl(`${webhook}?code=${systemKey}`), /^problem \| .*no functionName/],
  ['no key', fullUrl(`${webhook}?functionName=Host.Functions.ingestHrFile`), /^problem \| .*no code/],
  [
    'another event type beside it',
    filter({ includedEventTypes: ['Microsoft.Storage.BlobCreated', 'Microsoft.Storage.BlobDeleted'] }),
    /^problem \| .*event types .*BlobDeleted\. It must have only Microsoft\.Storage\.BlobCreated/,
  ],
  ['all event types', filter({ includedEventTypes: null }), /^problem \| .*event types \(all\)/],
  [
    'another container',
    filter({ subjectBeginsWith: '/blobServices/default/containers/hr-reports/' }),
    /^problem \| .*subjectBeginsWith is "\/blobServices\/default\/containers\/hr-reports\/"/,
  ],
  [
    'one folder',
    filter({ subjectBeginsWith: '/blobServices/default/containers/hr-inbox/blobs/a/' }),
    /^problem \| .*subjectBeginsWith/,
  ],
  ['every container', filter({ subjectBeginsWith: '' }), /^problem \| .*subjectBeginsWith is ""/],
  ['every name', filter({ subjectEndsWith: '' }), /^problem \| .*subjectEndsWith is ""/],
  ['the letter case', filter({ isSubjectCaseSensitive: true }), /^problem \| .*isSubjectCaseSensitive is true/],
  ['no check of the call', filter({ advancedFilters: [] }), /^problem \| .*does not check data\.api/],
  ['a call too few', apis(...rightApis.filter((api) => api !== 'SftpCommit')), /^problem \| .*lacks SftpCommit/],
  ...['CreateFile', 'SftpCreate', 'SftpWrite', 'RenameFile'].map((api): [string, () => unknown, RegExp] => [
    `a call too many (${api})`,
    apis(...rightApis, api),
    new RegExp(`^problem \\| .*has ${api}`),
  ]),
  [
    'another operator',
    filter({ advancedFilters: [{ key: 'data.api', operatorType: 'StringNotIn', values: rightApis }] }),
    /^problem \| .*also checks data\.api \(StringNotIn\)/,
    /^problem \| .*does not check data\.api/,
  ],
  [
    'another check',
    () =>
      properties().filter.advancedFilters.push({
        key: 'data.contentType',
        operatorType: 'StringIn',
        values: ['text/csv'],
      }),
    /^problem \| .*also checks data\.contentType \(StringIn\)/,
  ],
])('`examineEventGrid()` finds %s wrong, and says to deploy again', async (_, plant, ...problems) => {
  plant();
  const found = await unwell();
  expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  for (const problem of found) expect(problem).toMatch(deploy);
});

test('`examineEventGrid()` warns of a deployment that is under way', async () => {
  properties().provisioningState = 'Updating';
  expect(await unwell()).toEqual([expect.stringMatching(/^warning \| .*\(Updating\) \| run csv2scim doctor again/)]);
});

test('`examineEventGrid()` checks each system topic and each event subscription of the account', async () => {
  const [first] = management.resources.topics;
  const id = `${group}/providers/Microsoft.EventGrid/systemTopics/second`;
  management.resources.topics.push({ id, source: first?.source ?? '' });
  const second = eventSubscription(id);
  Object.assign(second.properties as object, { provisioningState: 'Failed' });
  management.resources.eventSubscriptions.push(second);
  expect(await unwell()).toEqual([expect.stringMatching(/state is Failed/)]);
  expect(await examine()).toHaveLength(7);
});

test.each<[string, Record<string, number>, RegExp]>([
  [
    'some fail',
    { DeliverySuccessCount: 2, DeliveryAttemptFailCount: 4 },
    /^warning \| .* 2 events were delivered, 4 attempts failed, 0 events were dead-lettered, 0 dropped \| check that the app runs/,
  ],
  [
    'some are dead-lettered',
    { DeliverySuccessCount: 2, DeadLetteredCount: 1 },
    /^warning \| .*1 events were dead-lettered.*event-dead-letters/,
  ],
  ['some are dropped', { DeliverySuccessCount: 2, DroppedEventCount: 1 }, /^warning \| .* 1 dropped/],
  [
    'none arrives',
    { DeliveryAttemptFailCount: 9, DeadLetteredCount: 3 },
    /^problem \| .* 0 events were delivered, 9 attempts failed, 3 events.*blobs_extension/,
  ],
])('`examineEventGrid()` counts the events of the last day when %s', async (_, metrics, finding) => {
  management.resources.metrics = { PublishSuccessCount: 50, ...metrics };
  expect(await unwell()).toEqual([expect.stringMatching(finding)]);
});

const reader = /\| sign in with az login as a person with the role Reader on the resource group of hrdata$/;
const refusing = (path: RegExp, status: number) => (_: string, called: string) =>
  path.test(called) ? status : undefined;

test.each<[string, RegExp, number, ...RegExp[]]>([
  [
    'the subscriptions',
    /^\/subscriptions$/,
    403,
    /^skipped \| not checked: your account lacks the permission \(status 403\)/,
  ],
  ['the subscriptions (token)', /^\/subscriptions$/, 401, /^skipped \| not checked: .*status 401/],
  [
    'the account',
    /sub-3\/resources$/,
    403,
    /^skipped \| not checked: your account cannot read the storage account hrdata/,
  ],
  ['the system topics', /systemTopics$/, 403, /^skipped \| not checked: your account lacks the permission/],
  ['the event subscriptions', /eventSubscriptions$/, 403, /^skipped \| not checked: your account lacks the permission/],
  [
    'the metrics',
    /metrics$/,
    403,
    /^skipped \| ingest-hr-file: its delivery was not checked: your account lacks the permission/,
  ],
])('`examineEventGrid()` says who can read %s when the user may not', async (_, path, status, ...skipped) => {
  management.fault = refusing(path, status);
  const found = await unwell();
  expect(found).toEqual(skipped.map((text) => expect.stringMatching(text)));
  for (const finding of found) expect(finding).toMatch(reader);
});

test('`examineEventGrid()` checks all but the function when the user may not read the full URL', async () => {
  management.fault = refusing(/getFullUrl$/, 403);
  expect(await unwell()).toEqual([
    expect.stringMatching(
      /^skipped \| .*functionName in its URL was not checked: .*getFullUrl \(status 403\) \| .*EventGrid Contributor/,
    ),
  ]);
  expect(await examine()).toHaveLength(3);
});

test('`examineEventGrid()` looks in the other subscriptions when one refuses', async () => {
  management.fault = refusing(/sub-1\/resources$/, 403);
  expect(await unwell()).toEqual([]);
});

test.each([
  [500, /refused \(status 500\) \| run csv2scim doctor again/],
  [429, /refused \(status 429\)/],
])('`examineEventGrid()` says that it was not checked when the answer is %i', async (status, text) => {
  management.fault = () => status;
  expect(await unwell()).toEqual([expect.stringMatching(text)]);
});

test('`examineEventGrid()` says that the management API cannot be reached', async () => {
  const gone = await startManagement(account);
  await gone.stop();
  expect(await unwell({ origin: gone.origin })).toEqual([
    expect.stringMatching(/^skipped \| not checked: .*cannot be reached \(ECONNREFUSED\) \| check the network/),
  ]);
});

test('`examineEventGrid()` says that nobody is signed in to Azure', async () => {
  const token = (): Promise<string> =>
    Promise.reject(Object.assign(new Error('az'), { name: 'CredentialUnavailableError' }));
  expect(await unwell({ token })).toEqual([
    expect.stringMatching(/^skipped \| not checked: nobody is signed in to Azure \(CredentialUnavailableError\)/),
  ]);
  expect(management.calls).toEqual([]);
});

test('`examineEventGrid()` follows a list to no other host, and takes its token nowhere else', async () => {
  const other = await startManagement(account);
  const { origin } = management;
  management.origin = other.origin; // where its links lead
  expect(await unwell({ origin })).toEqual([
    expect.stringMatching(/^skipped \| .*refused \(nextLink of another host\)/),
  ]);
  management.origin = origin;
  expect(other.calls).toEqual([]);
  await other.stop();
});

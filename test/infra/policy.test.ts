import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bicepFiles, infra } from './bicepText';
import { deadLetters, metricsPublisher, policyProblems, storageRoles } from './policy';

const files = bicepFiles();
const account = 'modules/storageAccount.bicep';
const data = 'modules/dataStorage.bicep';
const roles = 'modules/roles.bicep';
const app = 'modules/functionApp.bicep';
const subscription = 'event-subscription.bicep';
const network = 'modules/network.bicep';
const alerts = 'modules/alerts.bicep';
const topic = 'modules/systemTopic.bicep';

test('the Bicep files follow the policy', () => {
  expect([...files.keys()]).toEqual(expect.arrayContaining(['main.bicep', account, subscription, 'graph/main.bicep']));
  expect(policyProblems(files)).toEqual([]);
});

const grants = files.get(roles)?.match(/^ {2}\{ account: .*\n/gm) ?? [];
const roleIds = [...new Set(storageRoles.map((role) => role.split(' ')[1] ?? '')), metricsPublisher];

/** What is wrong, the file, what is replaced there, by what, and what the policy says of it. */
type Violation = [string, string, string, string, RegExp];
const violations: Violation[] = [
  [
    'a shared key that is allowed',
    account,
    'SharedKeyAccess: false',
    'SharedKeyAccess: true',
    /a shared key is allowed/,
  ],
  ['a shared key that is left on', account, '    allowSharedKeyAccess: false\n', '', /must say allowSharedKeyAccess/],
  ['a setting in a comment', account, 'allowSharedKey', '// allowSharedKey', /must say allowSharedKeyAccess/],
  ['a shared key by parameter', account, 'SharedKeyAccess: false', 'SharedKeyAccess: keys', /a shared key is allowed/],
  ['a key of an SFTP user', 'modules/sftpUsers.bicep', 'SharedKey: false', 'SharedKey: true', /hasSharedKey/],
  ['an SFTP user who reads', 'modules/sftpUsers.bicep', "'cwl'", "'rcwl'", /must say permissions/],
  ['a key that is handed on', app, "credential: 'managedidentity'", "x: 'AccountKey=x'", /key is handed on/],
  ['a public container', account, "publicAccess: 'None'", "publicAccess: 'Blob'", /a container is public/],
  ['public blobs', account, 'BlobPublicAccess: false', 'BlobPublicAccess: true', /blobs may be public/],
  ['public blobs by silence', account, '    allowBlobPublicAccess: false\n', '', /must say allowBlobPublicAccess/],
  ['TLS 1.1', account, 'TLS1_2', 'TLS1_1', /must say minimumTlsVersion/],
  ['TLS 1.0 of the app', app, "minTlsVersion: '1.2'", "minTlsVersion: '1.0'", /app must say minTlsVersion/],
  ['plain http', app, '    httpsOnly: true\n', '', /must say httpsOnly/],
  ['telemetry by key', 'modules/monitoring.bicep', 'DisableLocalAuth: true', 'DisableLocalAuth: false', /DisableLocal/],
  ['no soft delete', account, '    deleteRetentionPolicy: softDelete\n', '', /must say deleteRetentionPolicy/],
  ['a module of a registry', 'main.bicep', "'modules/identity.bicep'", "'br/public:avm/x:1'", /a registry is asked/],
  ['a module of a registry, in full', 'main.bicep', "'modules/identity.bicep'", "'br:a.azurecr.io/x:1'", /a registry/],
  ['an extension', 'main.bicep', "targetScope = 'resourceGroup'", 'extension microsoftGraphV1', /a registry is asked/],
  ['an app setting of other plans', app, 'AZURE_CLIENT_ID', 'FUNCTIONS_WORKER_RUNTIME', /does not exist on Flex/],
  ['a name of the moment', roles, 'guid(applicationInsights.id', 'guid(utcNow()', /a second deployment/],
  ['a lifecycle rule of the state', data, "'hr-reports/'", "'ingestion-state/'", /deletes 'ingestion-state\/'/],
  ['a lifecycle rule of too short a prefix', data, "'hr-inbox/'", "'hr-inbox'", /deletes 'hr-inbox'/],
  ['a lifecycle rule without a prefix', data, "prefixMatch: ['hr-inbox/', 'hr-reports/']", '', /deletes everything/],
  ['a lifecycle rule with no prefix', data, "['hr-inbox/', 'hr-reports/']", '[]', /deletes everything/],
  [
    'no lifecycle rule of dead letters',
    data,
    "['event-dead-letters/']",
    "['hr-inbox/']",
    /no lifecycle rule deletes 'event/,
  ],
  ['no lifecycle rule', data, 'storageAccounts/managementPolicies@', 'x@', /no file makes a lifecycle policy/],
  [
    'a role too much',
    roles,
    'account: host, role: roles.storageQueue',
    'account: data, role: roles.storageTable',
    /too much/,
  ],
  ['no type of a principal', roles, "principalType: 'ServicePrincipal'", '', /must say its principalType/],
  ['an event of any kind', subscription, "['Microsoft.Storage.BlobCreated']", '[]', /includedEventTypes/],
  ['events of renames', subscription, "'PutBlob', ", "'PutBlob', 'RenameFile', ", /must say advancedFilters/],
  ['events of half-written files', subscription, "'FlushWithClose'", "'CreateFile'", /must say advancedFilters/],
  ['events of any call', subscription, 'advancedFilters', 'x', /must say advancedFilters/],
  ['events of any container', subscription, 'containers/hr-inbox/', '', /must say subjectBeginsWith/],
  ['events of any file', subscription, "      subjectEndsWith: '.csv'\n", '', /must say subjectEndsWith/],
  ['fewer attempts', subscription, 'maxDeliveryAttempts: 30', 'maxDeliveryAttempts: 3', /maxDeliveryAttempts: 30/],
  ['.csv in one letter case', subscription, 'CaseSensitive: false', 'CaseSensitive: true', /isSubjectCaseSensitive/],
  ['one redundancy for all', account, 'sku: { name: sku }', "sku: { name: 'Standard_LRS' }", /must say sku/],
  [
    'a subnet without outbound access',
    network,
    '          defaultOutboundAccess: true',
    '          // ',
    /subnet 0 .*Outbound/,
  ],
  ['a subnet by default', network, 'defaultOutboundAccess: false', '// ', /subnet 1 must say defaultOutboundAccess/],
  ['a subnet without rules', network, 'networkSecurityGroup: { id: endpointRules.id }', '', /subnet 1 .*SecurityGroup/],
  ['private endpoints at once', network, '@batchSize(1)\n', '', /say @batchSize\(1\)/],
  ['an alert of another name', alerts, `name: '\${name}-\${rule.name}'`, "name: 'x'", /logAlerts must say name/],
  [
    'a metric alert of another name',
    alerts,
    `name: '\${name}-dead-letters'`,
    "name: 'dead-letters'",
    /deadLetters must say/,
  ],
  ['an action group of another name', alerts, `name: '\${name}-operations'`, "name: 'operations'", /must say name/],
  ['alerts that nobody receives', alerts, 'empty(alertEmails)', 'false', /must say armRoleReceivers/],
  [
    'a silent app for two hours',
    alerts,
    "window: 'PT15M'\n    frequency: 'PT5M'\n    dimensions: []",
    "window: 'PT2H'",
    /app-silent/,
  ],
  ['no alert on the daily cap', alerts, 'readsWorkspace: true', 'readsWorkspace: false', /log-cap must watch/],
  ['delivery failures that are lost', topic, "'DeliveryFailures'", "'PublishFailures'", /delivery failures must go/],
  ['no dead letters', subscription, 'deadLetterWithResourceIdentity', 'x', /must say deadLetterWithResourceIdentity/],
  [
    'no event subscription',
    subscription,
    'systemTopics/eventSubscriptions@',
    'x@',
    /no file makes a .*eventSubscriptions/,
  ],
  [
    'an undescribed parameter',
    'main.bicep',
    "@description('Tags of every resource.')\n",
    '',
    /main.bicep: param tags has no/,
  ],
  [
    'an empty description',
    'main.bicep',
    "('Tags of every resource.')",
    "('')",
    /main.bicep: param tags has no description/,
  ],
  [
    'an undescribed output',
    'main.bicep',
    "@description('Name of the function app.')\n",
    '',
    /output FUNCTION_APP_NAME/,
  ],
  [
    'a topic that may write to any container',
    roles,
    'scope: deadLetters',
    'scope: accounts[data]',
    /the role event-dead-letters .* is missing/,
  ],
  [
    'dead letters in the inbox',
    roles,
    '/default/event-dead-letters',
    '/default/hr-inbox',
    /the role hr-inbox .* is too much/,
  ],
  ...grants.map((line): Violation => ['a role that is not given', roles, line, '', /the role .* is missing/]),
  ...roleIds.map((id): Violation => ['another role', roles, id, id.replace(/^./, 'f'), /the role .* is missing/]),
];

test('each role of the table is taken away once', () => {
  expect([grants.length, roleIds.length]).toEqual([storageRoles.length, 5]);
});

test.each(violations)('%s is found', (_, file, from, to, problem) => {
  const text = files.get(file) ?? '';
  expect(text).toContain(from);
  const problems = policyProblems(new Map(files).set(file, text.replace(from, to)));
  expect(problems.join('\n')).toMatch(problem);
});

interface Resource {
  type: string;
  scope?: string;
  properties: Record<string, unknown> & { roleDefinitionId?: string; policy?: { rules: unknown }; subnets?: Subnet[] };
}
const { predictedResources: predicted }: { predictedResources: Resource[] } = JSON.parse(
  readFileSync(join(infra, 'everything.snapshot.json'), 'utf8'),
);
interface Subnet {
  properties: { defaultOutboundAccess: boolean; networkSecurityGroup: { id: string } };
}
const made = (type: string): Resource[] => predicted.filter((resource) => resource.type === type);

describe('what the compiler makes of them', () => {
  test('is two storage accounts without keys, nothing public, reached in private', () => {
    const accounts = made('Microsoft.Storage/storageAccounts').map(({ properties }) => properties);
    expect(accounts.length).toBe(2);
    for (const properties of accounts) {
      expect(properties).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        minimumTlsVersion: 'TLS1_2',
        networkAcls: { defaultAction: 'Deny' },
      });
    }
    expect(accounts.map(({ publicNetworkAccess }) => publicNetworkAccess)).toEqual(['Disabled', 'Enabled']);
    const containers = made('Microsoft.Storage/storageAccounts/blobServices/containers');
    expect(containers.map(({ properties }) => properties)).toEqual(Array(5).fill({ publicAccess: 'None' }));
    const softDelete = { enabled: true, days: 7 };
    for (const { properties } of made('Microsoft.Storage/storageAccounts/blobServices'))
      expect(properties).toEqual({ deleteRetentionPolicy: softDelete, containerDeleteRetentionPolicy: softDelete });
  });

  test('is two lifecycle rules: inbox and reports, dead letters', () => {
    const [policy, ...others] = made('Microsoft.Storage/storageAccounts/managementPolicies');
    expect(others).toEqual([]);
    expect(policy?.properties.policy?.rules).toEqual([
      ...[['hr-inbox/', 'hr-reports/'], ['event-dead-letters/']].map((prefixMatch) =>
        expect.objectContaining({
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch },
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } },
          },
        }),
      ),
    ]);
  });

  test('is two subnets, each with rules of its own and a word on outbound access', () => {
    const [vnet] = made('Microsoft.Network/virtualNetworks');
    const subnets = vnet?.properties.subnets?.map(({ properties }) => properties) ?? [];
    expect(subnets.map(({ defaultOutboundAccess }) => defaultOutboundAccess)).toEqual([true, false]);
    expect(new Set(subnets.map(({ networkSecurityGroup }) => networkSecurityGroup.id)).size).toBe(2);
    expect(made('Microsoft.Network/networkSecurityGroups').length).toBe(2);
  });

  test('is the roles that the table has, and two each of the groups of HR and operators', () => {
    const hrRoles = ['ba92f5b4-2d11-453d-a403-e96b0029c9fe', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'];
    const operatorRoles = ['ba92f5b4-2d11-453d-a403-e96b0029c9fe', '974c5e8b-45b9-4653-ba55-5f855dd0fb88'];
    const ids = made('Microsoft.Authorization/roleAssignments').map(
      ({ properties }) => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(properties.roleDefinitionId ?? '')?.[0],
    );
    const expected = [
      ...[...storageRoles, deadLetters].map((role) => role.split(' ')[1]),
      metricsPublisher,
      ...hrRoles,
      ...operatorRoles,
    ];
    expect(ids.sort()).toEqual(expected.sort());
  });
});

test('the linter warns a user, and never stops a deployment', () => {
  const config = JSON.parse(readFileSync(join(infra, 'bicepconfig.json'), 'utf8'));
  const rules: Record<string, { level: string }> = config.analyzers.core.rules;
  expect(Object.keys(rules).length).toBeGreaterThan(40);
  expect(Object.entries(rules).filter(([, { level }]) => level !== 'warning')).toEqual([]);
});

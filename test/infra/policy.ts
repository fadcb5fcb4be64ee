import { type BicepFiles, type Declaration, resourcesOf, undescribed, withoutComments } from './bicepText';

type Rule = (files: BicepFiles, resources: readonly Declaration[]) => string[];

/**
 * Checks the text of the Bicep files against the policy, without a compiler. @returns what is
 * wrong, where, and what to do
 */
export function policyProblems(files: BicepFiles): string[] {
  const resources = [...files].flatMap(([file, text]) => resourcesOf(file, text));
  return rules.flatMap((rule) => rule(files, resources));
}

const ofType = (resources: readonly Declaration[], type: string): Declaration[] =>
  resources.filter((resource) => resource.type === type);

/** Azure's built-in role Owner. */
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

/** Settings that a kind of resource must have, in these words. */
const required: Record<string, string[]> = {
  'Microsoft.Storage/storageAccounts': [
    'sku: { name: sku }',
    'allowSharedKeyAccess: false',
    'allowBlobPublicAccess: false',
    "minimumTlsVersion: 'TLS1_2'",
    'supportsHttpsTrafficOnly: true',
    'defaultToOAuthAuthentication: true',
    'allowCrossTenantReplication: false',
  ],
  'Microsoft.Storage/storageAccounts/blobServices': [
    'deleteRetentionPolicy: softDelete',
    'containerDeleteRetentionPolicy: softDelete',
  ],
  'Microsoft.Storage/storageAccounts/blobServices/containers': ["publicAccess: 'None'"],
  'Microsoft.Storage/storageAccounts/localUsers': [
    'hasSharedKey: false',
    'hasSshPassword: false',
    "permissions: 'cwl'",
  ],
  'Microsoft.Web/sites': ["minTlsVersion: '1.2'", 'httpsOnly: true'],
  'Microsoft.Insights/components': ['DisableLocalAuth: true'],
  'Microsoft.OperationalInsights/workspaces': ['disableLocalAuth: true'],
  'Microsoft.Insights/actionGroups': [
    `name: '\${name}-`,
    `armRoleReceivers: empty(alertEmails) ? [{ name: 'owners', roleId: '${owner}', useCommonAlertSchema: true }] : []`,
  ],
  'Microsoft.Insights/scheduledQueryRules': [`name: '\${name}-`],
  'Microsoft.Insights/metricAlerts': [`name: '\${name}-`],
  'Microsoft.Network/networkSecurityGroups': [],
  'Microsoft.EventGrid/systemTopics/eventSubscriptions': [
    "includedEventTypes: ['Microsoft.Storage.BlobCreated']",
    "subjectBeginsWith: '/blobServices/default/containers/hr-inbox/'",
    "subjectEndsWith: '.csv'",
    'isSubjectCaseSensitive: false',
    "advancedFilters: [ { key: 'data.api' operatorType: 'StringIn' values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit'] } ]",
    'maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440',
    "deadLetterWithResourceIdentity: { identity: { type: 'SystemAssigned' }",
    "blobContainerName: 'event-dead-letters'",
  ],
};

const settings: Rule = (_, resources) =>
  Object.entries(required).flatMap(([type, words]) => {
    const found = ofType(resources, type);
    if (found.length === 0) return [`no file makes a ${type}: write one`];
    return found.flatMap(({ file, symbol, text }) => {
      const line = text.replace(/\s+/g, ' ');
      return words.flatMap((word) => (line.includes(word) ? [] : [`${file}: ${symbol} must say ${word}`]));
    });
  });

/** Words that no file may have, and why. */
const forbidden: [RegExp, string][] = [
  [/\ballowSharedKeyAccess: (?!false\b)/, 'a shared key is allowed: use identities'],
  [/\blist(?:AccountSas|ServiceSas)\(|\bAccountKey=/, 'a storage key is handed on: use identities'],
  [/\bpublicAccess: (?!'None')/, "a container is public: say 'None'"],
  [/\ballowBlobPublicAccess: (?!false\b)/, 'blobs may be public: say false'],
  [/\b(?:utcNow|newGuid)\(/, 'a second deployment would differ: use guid() of what stays'],
  [
    /\b(?:FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|WEBSITE_RUN_FROM_PACKAGE|WEBSITE_CONTENT\w*|SCM_DO_BUILD_DURING_DEPLOYMENT|WEBSITE_TIME_ZONE)\b/,
    'this setting does not exist on Flex Consumption: leave it out',
  ],
];

const words: Rule = (files) =>
  [...files].flatMap(([file, text]) =>
    forbidden.flatMap(([pattern, why]) => {
      const [found] = pattern.exec(withoutComments(text)) ?? [];
      return found === undefined ? [] : [`${file}: ${found}: ${why}`];
    }),
  );

const network: Rule = (files) =>
  [...files].flatMap(([file, text]) =>
    /'(?:br|ts)[:/]|^extension /m.test(withoutComments(text)) && !file.startsWith('graph/')
      ? [`${file}: a registry is asked at each build: write plain resources`]
      : [],
  );

const lifecycleFolders = ["'hr-inbox/'", "'hr-reports/'", "'event-dead-letters/'"];

const lifecycle: Rule = (_, resources) => {
  const policies = ofType(resources, 'Microsoft.Storage/storageAccounts/managementPolicies');
  if (policies.length === 0) return ['no file makes a lifecycle policy: personal data would stay for ever'];
  return policies.flatMap(({ file, text }) => {
    const lists = [...text.matchAll(/\bprefixMatch: \[([^\]]*)\]/g)].map(([, list = '']) => list);
    const prefixes = lists.flatMap((list) => list.match(/[^\s,]+/g) ?? ['everything']);
    const everything = [...text.matchAll(/type: 'Lifecycle'/g)].length - lists.length;
    return [
      ...prefixes.filter((prefix) => !lifecycleFolders.includes(prefix)),
      ...Array.from({ length: everything }, () => 'everything'),
    ]
      .map((what) => `${file}: a lifecycle rule deletes ${what}: only ${lifecycleFolders.join(', ')} may be deleted`)
      .concat(
        lifecycleFolders
          .filter((folder) => !prefixes.includes(folder))
          .map((folder) => `${file}: no lifecycle rule deletes ${folder}: add one`),
      );
  });
};

const blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88';
const tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3';
export const metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb';

/** Who may do what in which account: `account role principal`, and nothing else. */
export const storageRoles = [
  `host ${blobDataOwner} appPrincipalId`,
  `host ${queueDataContributor} appPrincipalId`,
  `host ${tableDataContributor} appPrincipalId`,
  `data ${blobDataContributor} appPrincipalId`,
  `data ${queueDataContributor} appPrincipalId`,
];

/** Dead letters go into their own container, and the topic may write nothing else. */
export const deadLetters = `event-dead-letters ${blobDataContributor} topicPrincipalId`;

const roles: Rule = (files) => {
  const file = 'modules/roles.bicep';
  const text = withoutComments(files.get(file) ?? '');
  const ids = new Map([...text.matchAll(/^ {2}(\w+): '([0-9a-f-]{36})'$/gm)].map(([, name, id]) => [name, id]));
  const given = [...text.matchAll(/\{ account: (\w+), role: roles\.(\w+), principalId: (\w+) \}/g)].map(
    ([, account, role, principal]) => `${account} ${ids.get(role)} ${principal}`,
  );
  if (ids.get('monitoringMetricsPublisher') === metricsPublisher && text.includes('scope: applicationInsights'))
    given.push(metricsPublisher);
  const toContainer =
    /existing = \{\s*name: '\$\{dataAccountName\}\/default\/([\w-]+)'[\s\S]*?guid\(deadLetters\.id, (\w+), roles\.(\w+)\)\s*scope: deadLetters\b/;
  const [, container, principal, role = ''] = toContainer.exec(text) ?? [];
  if (container !== undefined) given.push(`${container} ${ids.get(role)} ${principal}`);
  const expected = [...storageRoles, metricsPublisher, deadLetters];
  return [
    ...expected.filter((role) => !given.includes(role)).map((role) => `${file}: the role ${role} is missing: grant it`),
    ...given.filter((role) => !expected.includes(role)).map((role) => `${file}: the role ${role} is too much: drop it`),
  ];
};

const principals: Rule = (_, resources) =>
  ofType(resources, 'Microsoft.Authorization/roleAssignments').flatMap(({ file, symbol, text }) =>
    /principalType: '(?:ServicePrincipal|Group)'/.test(text) && /name: guid\(/.test(text)
      ? []
      : [`${file}: ${symbol} must say its principalType, and be named by guid()`],
  );

const descriptions: Rule = (files) =>
  [...files].flatMap(([file, text]) =>
    undescribed(text).map((what) => `${file}: ${what} has no description: write a sentence`),
  );

const subnets: Rule = (_, resources) =>
  ofType(resources, 'Microsoft.Network/virtualNetworks').flatMap(({ file, text }) =>
    text
      .split(/\baddressPrefix: /)
      .slice(1)
      .flatMap((subnet, index) =>
        ['defaultOutboundAccess', 'networkSecurityGroup'].flatMap((setting) =>
          subnet.includes(`${setting}: `) ? [] : [`${file}: subnet ${index} must say ${setting}`],
        ),
      ),
  );

const privateEndpoints: Rule = (files) =>
  [...files].flatMap(([file, text]) =>
    /(?<!@batchSize\(1\)\n)resource \w+ 'Microsoft.Network\/privateEndpoints@/.test(withoutComments(text))
      ? [`${file}: private endpoints are created at the same time: say @batchSize(1)`]
      : [],
  );

/** What an alert rule of alerts.bicep says, up to its end. */
const alertRule = (files: BicepFiles, name: string): string =>
  new RegExp(`name: '${name}'[\\s\\S]*?enabled: `).exec(files.get('modules/alerts.bicep') ?? '')?.[0] ?? '';

const minutesOf = (text: string, key: string): number => Number(new RegExp(`${key}: 'PT(\\d+)M'`).exec(text)?.[1]);

const monitoring: Rule = (files, resources) => {
  const silent = alertRule(files, 'app-silent');
  const logCap = alertRule(files, 'log-cap');
  const isDiagnosed = ofType(resources, 'Microsoft.Insights/diagnosticSettings').some(
    ({ file, text }) =>
      file === 'modules/systemTopic.bicep' && /category: 'DeliveryFailures', enabled: true/.test(text),
  );
  return [
    minutesOf(silent, 'window') + minutesOf(silent, 'frequency') <= 25 && silent.includes('inverted: true')
      ? []
      : ['app-silent must fire within 30 minutes: its window and frequency together are at most 25'],
    logCap.includes('readsWorkspace: true') ? [] : ['log-cap must watch the daily cap of the workspace'],
    isDiagnosed ? [] : ['modules/systemTopic.bicep: delivery failures must go to the workspace'],
  ].flat();
};

const rules: Rule[] = [
  ...[settings, words, network, lifecycle, roles, principals, descriptions],
  ...[subnets, privateEndpoints, monitoring],
];

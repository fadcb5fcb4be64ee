const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Mapping {
  source: string;
  target: string;
  type?: 'Boolean' | 'Reference';
  /** A constant instead of the source's value. */
  expression?: string;
  matchingPriority?: number;
}

/** The attribute mappings of a new job, from SCIM attributes to account attributes. */
const mappings: readonly Mapping[] = [
  { source: 'externalId', target: 'employeeId', matchingPriority: 1 },
  {
    source: 'active',
    target: 'accountEnabled',
    type: 'Boolean',
    expression: 'Switch([active], , "False", "False", "True", "True")',
  },
  { source: 'userName', target: 'userPrincipalName' },
  { source: 'displayName', target: 'displayName' },
  { source: 'name.givenName', target: 'givenName' },
  { source: 'name.familyName', target: 'surname' },
  { source: 'title', target: 'jobTitle' },
  { source: 'preferredLanguage', target: 'preferredLanguage' },
  { source: 'addresses[type eq "work"].streetAddress', target: 'streetAddress' },
  { source: 'addresses[type eq "work"].locality', target: 'city' },
  { source: 'addresses[type eq "work"].region', target: 'state' },
  { source: 'addresses[type eq "work"].postalCode', target: 'postalCode' },
  { source: 'addresses[type eq "work"].country', target: 'country' },
  { source: 'phoneNumbers[type eq "work"].value', target: 'telephoneNumber' },
  { source: 'phoneNumbers[type eq "mobile"].value', target: 'mobile' },
  { source: `${enterprise}:department`, target: 'department' },
  { source: `${enterprise}:organization`, target: 'companyName' },
  { source: `${enterprise}:employeeNumber`, target: 'employeeNumber' },
  { source: `${enterprise}:manager.value`, target: 'manager', type: 'Reference' },
];

const targets = new Map(mappings.map(({ source, target }) => [source, target]));

/**
 * Finds the account attribute of a SCIM attribute. Returns the path itself when the default schema
 * does not map it.
 */
export const findTargetAttribute = (source: string): string => targets.get(source) ?? source;

const attribute = (name: string, type = 'String', anchor = false): unknown => ({
  anchor,
  caseExact: false,
  defaultValue: null,
  flowNullValues: false,
  multivalued: false,
  mutability: 'ReadWrite',
  name,
  required: anchor,
  type,
  apiExpressions: [],
  metadata: [{ key: 'ScimPath', value: JSON.stringify(name) }],
  referencedObjects: type === 'Reference' ? [{ referencedObjectName: 'User', referencedProperty: null }] : [],
});

const attributeMapping = ({ source, target, expression, matchingPriority = 0 }: Mapping): unknown => ({
  defaultValue: null,
  exportMissingReferences: false,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  matchingPriority,
  targetAttributeName: target,
  source: {
    expression: expression ?? `[${source}]`,
    name: source,
    type: expression === undefined ? 'Attribute' : 'Function',
    parameters: [],
  },
});

const directory = (id: string, name: string, attributes: unknown[]): unknown => ({
  id,
  name,
  version: '1',
  readOnly: false,
  discoverabilities: 'AttributeNames, AttributeDataTypes',
  discoveryDateTime: null,
  metadata: [{ key: 'DirectoryKind', value: name }],
  objects: [{ name: 'User', supportedApis: [], metadata: [], attributes }],
});

const schema = {
  id: 'API2AAD',
  version: 'v1.0.0',
  provisioningTaskIdentifier: 'API2AAD',
  revision: 'placeholder for a large integer',
  // the target comes first, so that code which takes the first directory as source fails
  directories: [
    directory(
      '66666666-6666-4666-8666-666666666666',
      'Microsoft Entra ID',
      mappings.map(({ target, type }) => attribute(target, type, target === 'employeeId')),
    ),
    directory('55555555-5555-4555-8555-555555555555', 'API', [
      ...mappings.map(({ source, type }) => attribute(source, type, source === 'externalId')),
      attribute('userType'),
    ]),
  ],
  synchronizationRules: [
    {
      containerFilter: null,
      editable: true,
      groupFilter: null,
      id: '77777777-7777-4777-8777-777777777777',
      name: 'Inbound user provisioning',
      priority: 1,
      sourceDirectoryName: 'API',
      targetDirectoryName: 'Microsoft Entra ID',
      metadata: [{ key: 'sourceSchemas', value: JSON.stringify([core, enterprise]) }],
      objectMappings: [
        {
          enabled: true,
          flowTypes: 'Add, Update, Delete',
          name: 'Provision API users',
          scope: null,
          sourceObjectName: 'User',
          targetObjectName: 'User',
          metadata: [{ key: 'DisableMappingWhenTargetIsMissing', value: 'false' }],
          attributeMappings: mappings.map(attributeMapping),
        },
      ],
    },
  ],
};

/**
 * The schema of a new job. It contains undocumented properties and integers beyond 2^53, which a
 * PUT must preserve.
 */
export const defaultSchema = JSON.stringify(schema, null, 2).replaceAll(
  '"placeholder for a large integer"',
  '9223372036854775807',
);

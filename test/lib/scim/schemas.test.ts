import {
  type Attributes,
  coreUser,
  coreUserAttributes,
  enterpriseUser,
  enterpriseUserAttributes,
  findTopAttribute,
} from '../../../lib/scim/schemas';

/** One line an attribute: path, type, `[]` when multi-valued. */
const linesOf = (attributes: Attributes, parent = ''): string[] =>
  Object.entries(attributes).flatMap(([name, { type, multiValued, subAttributes = {} }]) => [
    `${parent}${name}${multiValued ? '[]' : ''} ${type}`,
    ...linesOf(subAttributes, `${parent}${name}.`),
  ]);

const stringsOf = (names: string, parent = ''): string[] => names.split(' ').map((name) => `${parent}${name} string`);

/** RFC 7643 §2.4, as §8.7.1 has it. */
const valued = (name: string): string[] => [
  `${name}[] complex`,
  ...stringsOf('value display type', `${name}.`),
  `${name}.primary boolean`,
];

test('coreUserAttributes are those of RFC 7643 §4.1 (reference and binary are strings), with id and externalId', () => {
  const expected = [
    ...stringsOf('id externalId userName displayName nickName profileUrl title userType preferredLanguage locale'),
    ...stringsOf('timezone password'),
    'active boolean',
    'name complex',
    ...stringsOf('formatted familyName givenName middleName honorificPrefix honorificSuffix', 'name.'),
    ...['emails', 'phoneNumbers', 'ims', 'photos', 'entitlements', 'roles', 'x509Certificates'].flatMap(valued),
    'addresses[] complex',
    ...stringsOf('formatted streetAddress locality region postalCode country type', 'addresses.'),
    'addresses.primary boolean', // §2.4, and the example in §8.2
    'groups[] complex',
    ...stringsOf('value $ref display type', 'groups.'),
  ];
  expect(linesOf(coreUserAttributes).toSorted()).toEqual(expected.toSorted());
});

test('enterpriseUserAttributes are those of RFC 7643 §4.3', () => {
  const expected = [
    ...stringsOf('employeeNumber costCenter organization division department'),
    'manager complex',
    ...stringsOf('value $ref displayName', 'manager.'),
  ];
  expect(linesOf(enterpriseUserAttributes).toSorted()).toEqual(expected.toSorted());
});

test('the schemas have the names of RFC 7643', () => {
  expect(coreUser).toBe('urn:ietf:params:scim:schemas:core:2.0:User');
  expect(enterpriseUser).toBe('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User');
});

describe('findTopAttribute() of', () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
  const cases: readonly [string, unknown][] = [
    ['userName', { type: 'string' }],
    ['active', { type: 'boolean' }],
    [enterpriseUser, { type: 'complex', extension: true, subAttributes: enterpriseUserAttributes }],
    [extension, { type: 'complex', extension: true }],
    ['username', undefined],
    ['department', undefined],
    ['schemas', undefined],
    ['meta', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['toString', undefined],
    ['', undefined],
  ];
  test.each(cases)('%s is as the schema says', (name, expected) => {
    expect(findTopAttribute(name)).toEqual(expected);
  });
});

import { coreUser, coreUserAttributes, enterpriseUserAttributes } from '../../../../lib/scim/schemas';
import { enterprise, mappingText, parsed, problemsOf, unknownUrn } from '../mapped';

const valued = { value: 'A', display: 'A', type: 'A', primary: 'A' };
const everything = {
  id: 'A',
  userName: 'A',
  name: {
    formatted: 'A',
    familyName: 'A',
    givenName: 'A',
    middleName: 'A',
    honorificPrefix: 'A',
    honorificSuffix: 'A',
  },
  displayName: 'A',
  nickName: 'A',
  profileUrl: 'A',
  title: 'A',
  userType: 'A',
  preferredLanguage: 'A',
  locale: 'A',
  timezone: 'A',
  password: 'A',
  emails: [valued],
  phoneNumbers: [valued],
  ims: [valued],
  photos: [valued],
  addresses: [
    {
      formatted: 'A',
      streetAddress: 'A',
      locality: 'A',
      region: 'A',
      postalCode: 'A',
      country: 'A',
      type: 'A',
      primary: 'A',
    },
  ],
  groups: [{ value: 'A', $ref: 'A', display: 'A', type: 'A' }],
  entitlements: [valued],
  roles: [valued],
  x509Certificates: [valued],
  [enterprise]: {
    employeeNumber: 'A',
    costCenter: 'A',
    organization: 'A',
    division: 'A',
    department: 'A',
    manager: { value: 'A', $ref: 'A', displayName: 'A' },
  },
};

test('`parseMapping()` knows every attribute of the Core and Enterprise User schemas', () => {
  expect(parsed(everything).notes).toEqual([]);
  const { externalId, active, ...others } = coreUserAttributes;
  expect([externalId?.type, active?.type]).toEqual(['string', 'boolean']);
  expect(Object.keys({ ...others, [enterprise]: {} })).toEqual(Object.keys(everything));
  expect(Object.keys(enterpriseUserAttributes)).toEqual(Object.keys(everything[enterprise]));
});

test.each<[attributes: object, problem: RegExp]>([
  [{ familyName: 'A' }, /^attributes\.familyName: /],
  [{ usrName: 'A' }, /^attributes\.usrName: .*did you mean userName\?/],
  [{ username: 'A' }, /^attributes\.username: .*did you mean userName\?/],
  [{ emailAddresses: 'A' }, /^attributes\.emailAddresses: /],
  [{ constructor: 'A' }, /^attributes\.constructor: /],
  [{ [coreUser]: { userName: 'A' } }, /^attributes\.urn:.*core.*: /],
  [{ name: { familyname: 'A' } }, /^attributes\.name\.familyname: .*did you mean familyName\?/],
  [{ name: { title: 'A' } }, /^attributes\.name\.title: /],
  [{ emails: [{ valu: 'A' }] }, /^attributes\.emails\.0\.valu: .*did you mean value\?/],
  [{ emails: [valued, { Type: 'A' }] }, /^attributes\.emails\.1\.Type: .*did you mean type\?/],
  [{ [enterprise]: { departmnt: 'A' } }, /User\.departmnt: .*did you mean department\?/],
  [{ [enterprise]: { manager: { id: 'A' } } }, /User\.manager\.id: /],
  [{ [enterprise]: { manager: 'A' } }, /User\.manager: .*sub-attributes/],
  [{ [enterprise]: 'A' }, /User: .*sub-attributes/],
  [{ [unknownUrn]: 'A' }, /User: /],
  [{ name: 'A' }, /^attributes\.name: .*sub-attributes/],
  [{ name: [{ familyName: 'A' }] }, /^attributes\.name: /],
  [{ emails: 'A' }, /^attributes\.emails: .*multi-valued/],
  [{ emails: { value: 'A' } }, /^attributes\.emails: .*multi-valued/],
  [{ emails: ['A'] }, /^attributes\.emails\.0: .*sub-attributes/],
  [{ emails: [] }, /^attributes\.emails: /],
  [{ title: ['A'] }, /^attributes\.title: .*not multi-valued/],
  [{ title: '' }, /^attributes\.title: /],
  [{ title: 1 }, /^attributes\.title: /],
  [{ title: null }, /^attributes\.title: /],
  [{ title: { value: true } }, /^attributes\.title(\.value)?: /],
  [{ title: { value: 1 } }, /^attributes\.title(\.value)?: /],
  [{ title: { column: 'A', equals: 'x' } }, /^attributes\.title\.equals: .*boolean/],
  [{ title: { column: 'A', type: 'boolean' } }, /^attributes\.title\.type: .*boolean/],
  [{ title: { column: 'A', type: 'integer' } }, /^attributes\.title\.type: .*integer/],
  [{ title: { column: 'A', type: 'number' } }, /^attributes\.title\.type: /],
  [{ title: { column: 'A', lookup: { x: true } } }, /^attributes\.title\.lookup\.x: /],
  [{ title: { column: 'A', default: 1 } }, /^attributes\.title\.default: /],
  [{ title: { column: 'A', type: 'dateTime', default: 'soon' } }, /^attributes\.title\.default: /],
  [{ title: { column: 'A', type: 'dateTime', fromat: 'yyyy' } }, /title\.fromat: .*did you mean format\?/],
  [{ title: { column: 'A', format: 'yyyy' } }, /^attributes\.title\b/],
  [{ title: { column: 'A', lokup: {} } }, /^attributes\.title\.lokup: .*did you mean lookup\?/],
  [{ title: { value: 'x', formt: 'y' } }, /^attributes\.title\.formt: unknown key$/],
  [{ title: { column: 'A', value: 'x' } }, /^attributes\.title\b/],
  [{ title: { column: 'A', expression: "'x'" } }, /^attributes\.title\b/],
  [{ active: { value: 'true' } }, /^attributes\.active(\.value)?: /],
  [{ active: { column: 'A', type: 'dateTime' } }, /^attributes\.active\.type: .*dateTime/],
  [{ active: { column: 'A', type: 'integer' } }, /^attributes\.active\.type: .*integer/],
  [{ active: { column: 'A', type: 'string' } }, /^attributes\.active\b/],
  [{ active: { column: 'A', default: 'maybe' } }, /^attributes\.active\.default: /],
  [{ active: { column: 'A', lookup: { x: 'maybe' } } }, /^attributes\.active\.lookup\.x: /],
  [{ active: { column: 'A', type: 'boolean', true: [] } }, /^attributes\.active\.true: /],
  [{ active: { column: 'A', type: 'boolean', true: ['x'], default: 'y' } }, /^attributes\.active\.default: /],
  [{ active: { column: 'A', equals: true } }, /^attributes\.active\.equals: /],
  [{ active: { column: 'A', equal: 'x' } }, /^attributes\.active\.equal: .*did you mean equals\?/],
  [{ active: [{ value: true }] }, /^attributes\.active: .*not multi-valued/],
  [{ externalId: { value: 1 } }, /^attributes\.externalId\b/],
  [{ [unknownUrn]: { a: { column: 'A', type: 'integer', default: 'x' } } }, /User\.a\.default: /],
  [{ [unknownUrn]: { a: { column: 'A', type: 'date' } } }, /User\.a\.type: /],
  [{ [unknownUrn]: { a: { b: [{ column: 'A', fromat: 'x' }] } } }, /User\.a\.b\.0\.fromat: /],
])('`parseMapping()` refuses %j', (attributes, problem) => {
  expect(problemsOf(mappingText(attributes))).toEqual([expect.stringMatching(problem)]);
});

test.each<[leaf: object, problem: RegExp]>([
  [{ familyName: 'A' }, /^attributes\.title\b.*: /],
  [{ colum: 'A' }, /^attributes\.title\.colum: .*did you mean column\?/],
  [{ expresion: "'a'" }, /^attributes\.title\.expresion: .*did you mean expression\?/],
  [{ valeu: 'a' }, /^attributes\.title\.valeu: .*did you mean value\?/],
  [{ true: ['a'] }, /: is no leaf: write the name of a column, .* or \{ "expression": … \}, and only/],
])('`parseMapping()` tells what is wrong with the leaf %j', (title, problem) => {
  expect(problemsOf(mappingText({ title }))).toContainEqual(expect.stringMatching(problem));
});

test.each<[active: object, problem: RegExp]>([
  [{ column: 'A', from: 'B' }, /^attributes\.active\.from: .*column needs equals/],
  [{ from: 'B', invalid: 'null' }, /^attributes\.active\.invalid: does not belong/],
  [{ from: 'B', equals: 'x' }, /^attributes\.active: column and equals belong together/],
])('`parseMapping()` tells what is missing in the leaf %j of active', (active, problem) => {
  expect(problemsOf(mappingText({ active }, { timeZone: 'UTC' }))).toEqual([expect.stringMatching(problem)]);
});

test('`parseMapping()` allows any nesting in an unknown schema extension, with a note', () => {
  const { mapping, notes } = parsed({
    [unknownUrn]: { a: 'A', b: { c: [{ d: { value: 1 } }, 'A'] }, e: { value: 'A', type: { value: 'work' } } },
    'urn:contoso:User': { a: { value: true } },
    [enterprise]: { department: 'A' },
  });
  expect(Object.keys(mapping.attributes)).toContain('urn:contoso:User');
  expect(notes.map(({ path }) => path)).toEqual([`attributes.${unknownUrn}`, 'attributes.urn:contoso:User']);
  expect(notes.map(({ message }) => message)).toEqual([
    expect.stringContaining('not validated'),
    expect.stringContaining('not validated'),
  ]);
});

test('`parseMapping()` names the Enterprise User schema in the note of a namespace that is nearly it', () => {
  const [note] = parsed({ 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user': { department: 'A' } }).notes;
  expect(note?.message).toContain(`did you mean ${enterprise}?`);
});

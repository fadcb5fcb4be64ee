import { coversAttribute, listAttributePaths } from '../../../../lib/doctor/graph/attributePaths';
import { parseMapping } from '../../../../lib/mapping/file/parse';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const own = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const work = { type: { value: 'work' } };

const pathsOf = (attributes: object, extension?: object): string[] => {
  const file = { feed: 'a', attributes: { externalId: 'Id', active: { value: true }, ...attributes }, extension };
  const paths = listAttributePaths(parseMapping(JSON.stringify(file)).mapping);
  expect(paths).toEqual(expect.arrayContaining(['externalId', 'active']));
  return paths.filter((path) => path !== 'externalId' && path !== 'active');
};

test.each<[string, object, string[]]>([
  ['attributes', { userName: 'A', title: { expression: "row['B']" } }, ['userName', 'title']],
  ['sub-attributes', { name: { givenName: 'A', familyName: 'B' } }, ['name.familyName', 'name.givenName']],
  [
    'typed elements',
    {
      emails: [
        { ...work, value: 'A', primary: { value: true } },
        { type: { value: 'home' }, value: 'B' },
      ],
    },
    ['emails[type eq "work"].value', 'emails[type eq "home"].value'],
  ],
  ['elements whose type the file tells', { phoneNumbers: [{ type: 'Kind', value: 'A' }] }, ['phoneNumbers']],
  ['elements without a type', { roles: [{ value: 'A' }] }, ['roles']],
  [
    'the enterprise extension',
    { [enterprise]: { department: 'A', manager: { value: 'B' } } },
    [`${enterprise}:department`, `${enterprise}:manager.value`],
  ],
  [
    'another extension',
    { [own]: { HireDate: { column: 'A' }, level: { code: 'B' }, tags: ['C'], fixed: { value: 'x' } } },
    [`${own}:HireDate`, `${own}:level.code`, `${own}:tags`, `${own}:fixed`],
  ],
])('`listAttributePaths()` names %s as a synchronization schema does', (_, attributes, paths) => {
  expect(pathsOf(attributes)).toEqual(paths);
});

test('`listAttributePaths()` names columns that are sent as they are, and the extension when all are', () => {
  expect(pathsOf({}, { schema: own, columns: ['A', 'B'] })).toEqual([`${own}:A`, `${own}:B`]);
  expect(pathsOf({}, { schema: own, columns: '*' })).toEqual([own]);
});

test.each<[string, string, boolean]>([
  ['title', 'title', true],
  ['title', 'TITLE', true],
  ['title', 'titles', false],
  ['name.givenName', 'name.familyName', false],
  [`${enterprise}:manager.value`, `${enterprise}:manager`, true],
  ['roles', 'roles[primary eq "True"].value', true],
  ['emails[type eq "work"].value', 'emails[type eq "home"].value', false],
  [own, `${own}:HireDate`, true],
])('`coversAttribute()` of %s by %s is %s', (path, name, expected) => {
  expect(coversAttribute(path, name)).toBe(expected);
});

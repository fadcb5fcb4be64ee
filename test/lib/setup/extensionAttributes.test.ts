import { parseMapping } from '../../../lib/mapping/file/parse';
import { listExtensionAttributes } from '../../../lib/setup/extensionAttributes';
import { mapping } from '../../support/files';

const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const attributesOf = (attributes: object, extension?: object, header: string[] = []): string[] => {
  const changes = {
    attributes: { ...(mapping().attributes as object), ...attributes },
    ...(extension && { extension }),
  };
  const { mapping: parsed } = parseMapping(JSON.stringify(mapping('staff', changes)));
  return listExtensionAttributes(parsed, header).map(({ name, type }) => `${name.replace(`${urn}:`, '')} ${type}`);
};

test('listExtensionAttributes() gives none for the standard schemas', () => {
  expect(attributesOf({ [enterprise]: { department: 'Department', manager: { value: 'Manager' } } })).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['a column', 'A', 'String'],
  ['a column of text', { column: 'A', type: 'string' }, 'String'],
  ['a column with a lookup', { column: 'A', lookup: { x: 'y' } }, 'String'],
  ['a comparison', { column: 'A', equals: 'x' }, 'Boolean'],
  ['a boolean', { column: 'A', type: 'boolean' }, 'Boolean'],
  ['an integer', { column: 'A', type: 'integer' }, 'Integer'],
  ['a date', { column: 'A', type: 'dateTime', format: 'dd.MM.yyyy' }, 'DateTime'],
  ['an expression', { expression: "row['A']" }, 'String'],
  ['a constant text', { value: 'x' }, 'String'],
  ['a constant boolean', { value: false }, 'Boolean'],
  ['a constant integer', { value: 7 }, 'Integer'],
  ['a constant null', { value: null }, 'String'],
])('listExtensionAttributes() gives the type of %s', (_, leaf, type) => {
  expect(attributesOf({ [urn]: { own: leaf } })).toEqual([`own ${type}`]);
});

test('listExtensionAttributes() names what is nested as a synchronization schema does', () => {
  const nested = {
    place: { city: 'City', floor: { column: 'Floor', type: 'integer' } },
    badges: [
      { type: { value: 'work' }, value: 'Badge', primary: { value: true } },
      { type: 'Kind', value: 'Other' },
    ],
  };
  expect(attributesOf({ [urn]: nested })).toEqual([
    'place.city String',
    'place.floor Integer',
    'badges[type eq "work"].value String',
    'badges String',
  ]);
});

test.each<[string, unknown, string[]]>([
  ['the columns that are named', ['A', 'B'], ['A String', 'B String', 'own Integer']],
  ['all columns of the file', '*', ['A String', 'own Integer', 'Größe String']],
])('listExtensionAttributes() adds %s, without those that are mapped', (_, columns, expected) => {
  const attributes = { [urn]: { own: { column: 'A', type: 'integer' } } };
  expect(attributesOf(attributes, { schema: urn, columns }, ['A', 'own', 'Größe'])).toEqual(expected);
});

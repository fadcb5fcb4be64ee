import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileMapping } from '../../../../lib/mapping/compile/compile';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { generateJsonSchema } from '../../../../lib/mapping/file/schema';
import { exampleMappings } from '../../../support/files';
import { enterprise, unknownUrn } from '../mapped';

const schemaFile = join(__dirname, '../../../../mappings/mapping.schema.json');
const example = (file: string): string => readFileSync(join(exampleMappings, file), 'utf8');

test('`generateJsonSchema()` is the schema that is shipped', () => {
  expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toEqual(JSON.parse(JSON.stringify(generateJsonSchema())));
});

test('`generateJsonSchema()` is of draft 2020-12, and requires what a mapping needs', () => {
  expect(generateJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    required: ['feed', 'attributes'],
    additionalProperties: false,
    properties: {
      csv: { additionalProperties: false },
      attributes: {
        required: ['externalId', 'active'],
        additionalProperties: false,
        patternProperties: { '^urn:': expect.any(Object) },
        properties: { name: { additionalProperties: false }, [enterprise]: { additionalProperties: false } },
      },
      safeguards: { additionalProperties: false },
    },
  });
});

test('`parseMapping()` reads the employees mapping, which maps what CSV2SCIM’s AttributeMapping.psd1 maps', () => {
  const { mapping, notes } = parseMapping(example('employees.json'));
  expect(notes).toEqual([]);
  expect(mapping).toMatchObject({ feed: 'employees', files: 'employees/*.csv' });
  expect(mapping.extension).toBeUndefined();
  expect(mapping.attributes).toEqual({
    externalId: 'WorkerID',
    name: { familyName: 'LastName', givenName: 'FirstName' },
    active: { column: 'WorkerStatus', equals: 'Active' },
    userName: 'UserID',
    displayName: 'FullName',
    nickName: 'UserID',
    userType: 'WorkerType',
    title: 'JobTitle',
    addresses: [
      {
        type: { value: 'work' },
        streetAddress: 'StreetAddress',
        locality: 'City',
        postalCode: 'ZipCode',
        country: 'CountryCode',
      },
    ],
    phoneNumbers: [{ type: { value: 'work' }, value: 'OfficePhone' }],
    [enterprise]: {
      employeeNumber: 'WorkerID',
      costCenter: 'CostCenter',
      organization: 'Company',
      division: 'Division',
      department: 'Department',
      manager: { value: 'ManagerID' },
    },
  });
});

test('`parseMapping()` reads the contractors mapping, whose manager is a column, and its expressions', () => {
  const { mapping, notes } = parseMapping(example('contractors.json'));
  expect(notes.map(({ path }) => path)).toEqual([`attributes.${unknownUrn}`]);
  const record = {
    WorkerID: '1',
    UserID: 'ADA',
    WorkerStatus: ' ACTIVE ',
    OnLeave: 'False',
    FirstName: 'Ada',
    LastName: 'Byron',
    JobTitle: 'Countess',
    City: 'London',
    CountryCode: 'UK',
    Company: 'Contoso',
    Department: '',
    ManagerID: '2',
    HireDate: '2021-05-01',
    GenderPronoun: 'she',
    Custom01: '1',
    Custom02: '',
  };
  const { user } = compileMapping(mapping, Object.keys(record))({ line: 2, fields: Object.values(record) });
  expect(user).toMatchObject({
    externalId: '1',
    userName: 'c-ada',
    active: true,
    displayName: 'Ada Byron (external)',
    addresses: [{ type: 'work', locality: 'London', country: 'GB' }],
    [enterprise]: { department: 'External', manager: { value: '2' } },
    [unknownUrn]: { HireDate: '2021-05-01T00:00:00+01:00', GenderPronoun: 'she', Custom01: '1', Custom02: null },
  });
});

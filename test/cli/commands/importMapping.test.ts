import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scim, linesOf } from '../../support/cli';
import { type Folder, newFolder } from '../../support/files';

const sample = join(__dirname, '..', '..', 'fixtures', 'psd1', 'accepted', 'sample.psd1');
let folder: Folder;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

test('`import-mapping` writes a mapping file to standard output', async () => {
  const { code, stdout, stderr } = await csv2scim(['import-mapping', sample, '--feed', 'employees']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    $schema: './mapping.schema.json',
    feed: 'employees',
    csv: { trim: 'import-csv' },
    emptyValues: 'empty',
    attributes: JSON.parse(readFileSync(sample.replace(/psd1$/, 'json'), 'utf8')),
  });
});

test('`import-mapping --output` writes a file that is right, once', async () => {
  const output = join(folder.path, 'employees.json');
  const args = ['import-mapping', sample, '--feed', 'employees', '--output', output];
  expect(await csv2scim(args)).toEqual({ code: 0, stdout: `${output}: written\n`, stderr: '' });
  expect((await csv2scim(['validate', output])).code).toBe(0);
  const written = await readFile(output, 'utf8');
  const again = await csv2scim(args.with(3, 'others'));
  expect([again.code, again.stdout]).toEqual([2, '']);
  expect(linesOf(again.stderr)).toEqual([expect.stringMatching(/^--output: .*exists already/)]);
  expect(await readFile(output, 'utf8')).toBe(written);
});

test('`import-mapping` tells every problem in a line, and writes nothing', async () => {
  const output = join(folder.path, 'refused.json');
  const psd1 = await folder.write(
    'wrong.psd1',
    "@{\n externalId = 'Id'\n title = { $_.A -like 'x' }\n locale = $true\n}\n",
  );
  const { code, stdout, stderr } = await csv2scim(['import-mapping', psd1, '--feed', 'f', '--output', output]);
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^line 1: active: is required: .*Add a line such as active/),
    'line 3: title: gives true or false, but the attribute is a string',
    expect.stringMatching(/^line 4: locale: \$true /),
    expect.stringMatching(/^nothing was written: 3 problems/),
  ]);
  await expect(readFile(output)).rejects.toThrow('ENOENT');
});

test('`import-mapping` notes what was not validated, with its line', async () => {
  const psd1 = await folder.write('urn.psd1', "@{ externalId = 'Id'; active = { $true }\n'urn:x:y' = @{ a = 'A' } }");
  const { code, stderr } = await csv2scim(['import-mapping', psd1, '--feed', 'f']);
  expect([code, linesOf(stderr)]).toEqual([0, [expect.stringMatching(/^note: line 2: urn:x:y: not validated/)]]);
});

test.each([
  ['no feed', [sample], 2],
  ['a wrong feed', [sample, '--feed', 'Not A Feed'], 2],
  ['no file', ['--feed', 'f'], 2],
  ['a folder that is not there', [sample, '--feed', 'f', '--output', '/no/such/folder/f.json'], 2],
  ['a file that is not there', ['no-such-file.psd1', '--feed', 'f'], 3],
])('`import-mapping` with %s says so, and writes nothing', async (_, args, expected) => {
  const { code, stdout, stderr } = await csv2scim(['import-mapping', ...args]);
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).not.toBe('');
});

const header =
  'WorkerID,WorkerStatus,UserID,LastName,FirstName,FullName,WorkerType,JobTitle,StreetAddress,City,ZipCode,CountryCode,OfficePhone,CostCenter,Company,Division,Department,ManagerID';

test('the published sample mapping gives the users that CSV2SCIM gives, empty fields included', async () => {
  const output = join(folder.path, 'sample.json');
  await csv2scim(['import-mapping', sample, '--feed', 'sample', '--output', output]);
  const csv = await folder.write(
    'people.csv',
    `${header}\n1,ACTIVE,u1,Byron,Ada,Ada Byron,Employee,,1 Main St,Bern,3000,CH,555,C1,Woodgrove,Food,,2\n2,Gone,u2,,,,,,,,,,,,,,,\n`,
  );
  const { code, stdout } = await csv2scim(['generate', csv, '--mapping', output]);
  expect(code).toBe(0);
  const users = (JSON.parse(stdout) as { Operations: { data: object }[] }).Operations.map(({ data }) => data);
  expect(users).toEqual([
    user('1', true, ['u1', 'Byron', 'Ada', 'Ada Byron', 'Employee', '', '1 Main St', 'Bern', '3000', 'CH', '555'], {
      costCenter: 'C1',
      organization: 'Woodgrove',
      division: 'Food',
      department: '',
      manager: { value: '2' },
    }),
    user('2', false, ['u2', ...Array<string>(10).fill('')], {
      costCenter: '',
      organization: '',
      division: '',
      department: '',
      manager: { value: '' },
    }),
  ]);
});

const urns = ['core:2.0', 'extension:enterprise:2.0'].map((name) => `urn:ietf:params:scim:schemas:${name}:User`);

/** A user as CSV2SCIM's ConvertTo-ScimPayload builds it from the sample mapping. */
function user(id: string, active: boolean, texts: string[], extension: object): object {
  const [userName, familyName, givenName, displayName, userType, title, ...address] = texts;
  const [streetAddress, locality, postalCode, country, phone] = address;
  return {
    schemas: urns,
    externalId: id,
    name: { familyName, givenName },
    active,
    userName,
    displayName,
    nickName: userName,
    userType,
    title,
    addresses: [{ type: 'work', streetAddress, locality, postalCode, country }],
    phoneNumbers: [{ type: 'work', value: phone }],
    [urns[1] ?? '']: { employeeNumber: id, ...extension },
  };
}

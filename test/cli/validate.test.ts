import { csv2scim, linesOf } from '../support/cli';
import { columns, csvOf, type Folder, mapping, newFolder, people, person } from '../support/files';

let folder: Folder;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

const file = (name: string, content: string) => folder.write(name, content);

test('validate says that a mapping is right', async () => {
  const { code, stdout, stderr } = await csv2scim(['validate', mappingFile]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(linesOf(stdout)).toHaveLength(1);
});

test('validate checks the records of a file', async () => {
  const { code, stdout, stderr } = await csv2scim(['validate', mappingFile, await file('good.csv', csvOf(people(3)))]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/3 records, 3 valid, 0 rejected/);
});

test('validate tells every problem of a mapping, one a line, with path and the nearest right name', async () => {
  const attributes = { externalId: 'WorkerID', active: 'Status', usernme: 'UserID', name: { familyname: 'LastName' } };
  const wrong = await file('wrong.json', JSON.stringify(mapping('employees', { attributes, emptyValue: 'null' })));
  const { code, stdout, stderr } = await csv2scim(['validate', wrong]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  const problems = linesOf(stderr);
  expect(problems).toHaveLength(3);
  expect(stderr).toMatch(/^emptyValue\b/m);
  expect(stderr).toMatch(/^attributes\.usernme: .*did you mean userName\?/m);
  expect(stderr).toMatch(/^attributes\.name\.familyname: .*did you mean familyName\?/m);
});

test('validate tells each rejected record on a line of its own, and ends with 3', async () => {
  const csv = csvOf([person(1), ['', 'Active', 'u', 'l', 'f', 't'], person(2), person(2, 'Chief')]);
  const { code, stdout, stderr } = await csv2scim(['validate', mappingFile, await file('some.csv', csv)]);
  expect(code).toBe(3);
  expect(linesOf(stderr).map((line) => /^line \d+: /.exec(line)?.[0])).toEqual(['line 3: ', 'line 4: ', 'line 5: ']);
  expect(stdout).toMatch(/4 records, 1 valid, 3 rejected/);
});

test.each([
  ['no such mapping', ['none.json'], 3],
  ['a mapping that is no JSON', ['text.json'], 3],
  ['a file that does not exist', ['mapping.json', 'none.csv'], 3],
  ['a file without records', ['mapping.json', 'empty.csv'], 3],
  ['a malformed file', ['mapping.json', 'malformed.csv'], 3],
  ['a file without mapped columns', ['mapping.json', 'columns.csv'], 3],
])('validate with %s says so in one line, and ends with 3', async (_, names, expected) => {
  await file('text.json', '{ "feed": ');
  await file('empty.csv', csvOf([]));
  await file('malformed.csv', `${csvOf(people(2))}"w3\n`);
  await file('columns.csv', csvOf(people(1), columns.with(5, 'Title')));
  const { code, stdout, stderr } = await csv2scim(['validate', ...names.map((name) => `${folder.path}/${name}`)]);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(linesOf(stderr)).toHaveLength(1);
});

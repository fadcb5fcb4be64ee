import { csv2scim, linesOf } from '../../support/cli';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';

let folder: Folder;
let mappingFile: string;

beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

test('`validate` ends with 0 for a right mapping, and a file whose records are right', async () => {
  const csv = await folder.write('right.csv', csvOf(people(3)));
  expect(await csv2scim(['validate', mappingFile])).toMatchObject({ code: 0, stderr: '' });
  expect(await csv2scim(['validate', mappingFile, csv])).toEqual({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('3 records, 3 valid'),
  });
});

test('`validate` tells every problem of a mapping in a line of its own', async () => {
  const wrong = await folder.write('wrong.json', JSON.stringify(mapping('Not A Feed', { emptyValue: 'null' })));
  const { code, stdout, stderr } = await csv2scim(['validate', wrong]);
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^feed: /),
    'emptyValue: unknown key; did you mean emptyValues?',
  ]);
});

test('`validate` tells that a namespace was not validated, and ends with 0 all the same', async () => {
  const { attributes } = mapping() as { attributes: object };
  const file = await folder.write(
    'urn.json',
    JSON.stringify(mapping('employees', { attributes: { ...attributes, 'urn:x:y': { a: 'JobTitle' } } })),
  );
  const { code, stderr } = await csv2scim(['validate', file]);
  expect([code, linesOf(stderr)]).toEqual([0, [expect.stringMatching(/^note: attributes\.urn:x:y: not validated/)]]);
});

test.each([
  ['a record without an id', csvOf([person(1), ['', ...person(2).slice(1)]]), [/^line 3: externalId is empty/]],
  [
    'a file without a mapped column',
    'WorkerID,Status\nw1,Active\n',
    [/column UserID/, /column LastName/, /column FirstName/, /column JobTitle/],
  ],
  [
    'a mapped column that a header with a line break lacks',
    '"User\nID",Status\n1,Active\n',
    [/WorkerID/, /UserID/, /LastName/, /FirstName/, /JobTitle/],
  ],
  ['an unclosed quote', `${csvOf([person(1)])}"w2,`, [/^line 3: .*quotation mark/]],
  ['an empty file', '', [/^line 1: the file is empty/]],
])('`validate` ends with 3 for %s, one problem a line', async (_, content, problems) => {
  const { code, stderr } = await csv2scim(['validate', mappingFile, await folder.write('wrong.csv', content)]);
  expect(code).toBe(3);
  expect(linesOf(stderr).toSorted()).toHaveLength(problems.length);
  for (const problem of problems) expect(linesOf(stderr)).toContainEqual(expect.stringMatching(problem));
});

test.each([
  [[], 2],
  [['frobnicate'], 2],
  [['validate'], 2],
  [['validate', '--frobnicate', 'x'], 2],
  [['generate', 'x.csv'], 2],
  [['--help'], 0],
  [['validate', 'no-such-file.json'], 3],
])('csv2scim %j ends with %d', async (args, expected) => {
  expect((await csv2scim(args)).code).toBe(expected);
});

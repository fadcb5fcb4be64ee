import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scim, linesOf } from '../../support/cli';
import { columns, csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';
import { thorough } from '../../support/tiers';

let folder: Folder;
let mappingFile: string;

beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

const bulkIds = (line: string): string[] =>
  (JSON.parse(line) as { Operations: { bulkId: string }[] }).Operations.map(({ bulkId }) => bulkId);

test('`generate` writes one request a line, 50 people each, the same bytes every time', async () => {
  const csv = await folder.write('many.csv', csvOf(people(120)));
  const [first, second] = [
    await csv2scim(['generate', csv, '--mapping', mappingFile]),
    await csv2scim(['generate', csv, '--mapping', mappingFile]),
  ];
  expect(first).toEqual({ code: 0, stdout: second.stdout, stderr: '' });
  const requests = linesOf(first.stdout);
  expect(requests.map((line) => bulkIds(line).length)).toEqual([50, 50, 20]);
  expect(requests.flatMap(bulkIds)).toEqual(people(120).map((_, index) => String(index + 2)));
});

test('`generate` writes managers as their own ids, whatever the letter case', async () => {
  const attributes = {
    externalId: 'Id',
    active: { value: true },
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'Manager' } },
  };
  const file = await folder.write('managers.json', JSON.stringify(mapping('managers', { attributes })));
  const csv = await folder.write('managers.csv', 'Id,Manager\na1,B2\nb2,A1\nb2,A1\nc3,c3\n');
  const { stdout } = await csv2scim(['generate', csv, '--mapping', file]);
  expect([...stdout.matchAll(/"manager":\{"value":"(\w+)"/g)].map(([, id]) => id)).toEqual(['b2', 'a1', 'c3']);
});

test('`generate` reads a file of more than 4 MiB as it reads a small one', async () => {
  const title = 'A title that is long enough for a large file, with "quotes" and\nline breaks '.repeat(20);
  const records = Array.from({ length: 3000 }, (_, index) => person(index, title));
  const csv = await folder.write('large.csv', csvOf(records));
  const { code, stdout } = await csv2scim(['generate', csv, '--mapping', mappingFile]);
  const operations = linesOf(stdout).flatMap(
    (line) => (JSON.parse(line) as { Operations: { bulkId: string; data: { title: string } }[] }).Operations,
  );
  expect([code, operations.length]).toEqual([0, 3000]);
  expect(operations.every(({ data }) => data.title === title.trim())).toBe(true);
  expect(operations.at(-1)?.bulkId).toBe(String(2 + 2999 * 21));
});

thorough('`generate` says what is wrong with a large file in one line, and writes no request', async () => {
  const csv = await folder.write(
    'damaged.csv',
    `${csvOf(Array.from({ length: 90_000 }, (_, index) => person(index)))}"open,`,
  );
  const { code, stdout, stderr } = await csv2scim(['generate', csv, '--mapping', mappingFile]);
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/^line 90002: .*quotation mark/)]);
});

test('`generate --output` writes a file a request, the same bytes, and removes those of a longer run before', async () => {
  const output = join(folder.path, 'requests');
  const [long, short] = [
    await folder.write('long.csv', csvOf(people(101))),
    await folder.write('short.csv', csvOf(people(60))),
  ];
  expect((await csv2scim(['generate', long, '--mapping', mappingFile, '--output', output])).code).toBe(0);
  expect(await readdir(output)).toHaveLength(3);
  expect((await csv2scim(['generate', short, '--mapping', mappingFile, '--output', output])).code).toBe(0);
  const files = (await readdir(output)).toSorted();
  expect(files).toEqual(['request-00001.json', 'request-00002.json']);
  const { stdout } = await csv2scim(['generate', short, '--mapping', mappingFile]);
  expect((await Promise.all(files.map((file) => readFile(join(output, file), 'utf8')))).join('')).toBe(stdout);
});

test('`generate` leaves out rejected, contradicting and repeated records, and says which in one line each', async () => {
  const records = [person(1), ['', ...person(2).slice(1)], person(3), person(3, 'Chief'), person(4), person(4)];
  const csv = await folder.write('mixed.csv', csvOf(records));
  const { code, stdout, stderr } = await csv2scim(['generate', csv, '--mapping', mappingFile]);
  expect(code).toBe(0);
  expect(linesOf(stdout).flatMap(bulkIds)).toEqual(['2', '6']);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^line 3: externalId is empty/),
    expect.stringMatching(/^line 4: externalId: the record on line 5 /),
    expect.stringMatching(/^line 5: externalId: the record on line 4 /),
  ]);
});

test('`generate` lets the last record of a person win with `duplicates: last`', async () => {
  const last = await folder.write('last.json', JSON.stringify(mapping('employees', { duplicates: 'last' })));
  const csv = await folder.write('changed.csv', csvOf([person(1), person(1, 'Chief'), person(2)]));
  const { stdout, stderr } = await csv2scim(['generate', csv, '--mapping', last]);
  expect([linesOf(stdout).flatMap(bulkIds), stderr]).toEqual([['3', '4'], '']);
});

test('`generate` names a record that contradicts, and takes none where several are preferred', async () => {
  const csv = await folder.write('equal.csv', csvOf([person(1), person(1), person(1, 'Chief'), person(2)]));
  const rejects = await csv2scim(['generate', csv, '--mapping', mappingFile]);
  expect(linesOf(rejects.stderr).map((line) => line.slice(0, 42))).toEqual([
    'line 2: externalId: the record on line 4 i',
    'line 3: externalId: the record on line 4 i',
    'line 4: externalId: the record on line 2 i',
  ]);
  const duplicates = { prefer: "row['JobTitle'] == 'Clerk'" };
  const prefer = await folder.write('prefer.json', JSON.stringify(mapping('prefer', { duplicates })));
  const prefers = await csv2scim(['generate', csv, '--mapping', prefer]);
  expect([linesOf(prefers.stdout).flatMap(bulkIds), prefers.stderr]).toEqual([['5'], rejects.stderr]);
});

test('`generate` ends with 3 when no record is valid', async () => {
  const csv = await folder.write('wrong.csv', csvOf([['', 'Active', 'u', 'L', 'F', 'T']], columns));
  expect(await csv2scim(['generate', csv, '--mapping', mappingFile])).toMatchObject({ code: 3, stdout: '' });
});

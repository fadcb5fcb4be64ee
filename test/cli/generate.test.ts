import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scim, linesOf } from '../support/cli';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';

let folder: Folder;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

const generate = async (csv: string, ...args: string[]) =>
  csv2scim(['generate', await folder.write('a.csv', csv), '--mapping', mappingFile, ...args]);

test('generate writes one bulk request a line to standard output, always the same bytes', async () => {
  const csv = csvOf(people(120));
  const first = await generate(csv);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const bodies = linesOf(first.stdout);
  expect(bodies).toHaveLength(3);
  expect(externalIdsIn(bodies)).toEqual(people(120).map(([id]) => id));
  expect((await generate(csv)).stdout).toBe(first.stdout);
});

test('generate writes a request as the API wants it', async () => {
  const { stdout } = await generate(csvOf([person(1)]));
  expect(stdout).toBe(
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users",' +
      '"bulkId":"2","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",' +
      '"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"w1","active":true,' +
      '"userName":"user1","name":{"familyName":"Last1","givenName":"First1"},"title":"Clerk"}}],"failOnErrors":null}\n',
  );
});

test('generate --output writes the same requests, one file each, and leaves none of an earlier run', async () => {
  const output = join(folder.path, 'requests');
  const { stdout } = await generate(csvOf(people(120)));
  expect(await generate(csvOf(people(620)), '--output', output)).toMatchObject({ code: 0, stdout: '' });
  expect(await readdir(output)).toHaveLength(13);
  await generate(csvOf(people(120)), '--output', output);
  const names = (await readdir(output)).sort();
  expect(names).toHaveLength(3);
  const texts = await Promise.all(names.map((name) => readFile(join(output, name), 'utf8')));
  expect(texts.map((text) => text.trim())).toEqual(linesOf(stdout));
});

test('generate tells rejected records on standard error, and still ends with 0 when any record is valid', async () => {
  const csv = csvOf([person(1), ['', 'Active', 'u', 'l', 'f', 't'], person(2), person(2)]);
  const { code, stdout, stderr } = await generate(csv);
  expect(code).toBe(0);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/^line 3: externalId is empty/)]);
  expect(externalIdsIn(linesOf(stdout))).toEqual(['w1', 'w2']);
});

test('generate ends with 3 when no record is valid', async () => {
  const { code, stdout, stderr } = await generate(csvOf([['', 'Active', 'u', 'l', 'f', 't']]));
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(linesOf(stderr)[0]).toMatch(/^line 2: /);
});

test('generate writes nothing of a file that turns out to be malformed, and ends with 3', async () => {
  const { code, stdout, stderr } = await generate(`${csvOf(people(2000))}"w,\n`);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/^line 2002: /)]);
});

test('generate holds large files together: every record, once, in file order', async () => {
  const csv = csvOf(people(60_000)); // more than 4 MiB are read in another thread
  const { code, stdout } = await generate(csv.replaceAll('Clerk', 'Clerk of the company that employs everybody'));
  expect(code).toBe(0);
  const ids = externalIdsIn(linesOf(stdout));
  expect(ids.length).toBe(60_000);
  expect(ids.every((id, index) => id === `w${index + 1}`)).toBe(true);
});

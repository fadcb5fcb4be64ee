import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scim, linesOf } from '../support/cli';
import { csvOf, type Folder, mapping, newFolder, people } from '../support/files';

let folder: Folder;
let csv: string;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  csv = await folder.write('a.csv', csvOf(people(1)));
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
  await mkdir(join(folder.path, 'folder'));
});
afterAll(() => folder.remove());

test.each([
  ['validate', 'folder'],
  ['validate', 'missing.csv'],
  ['generate', 'folder'],
  ['generate', 'missing.csv'],
  ['send', 'folder'],
  ['send', 'missing.csv'],
])('`%s` of %s, which is no file, ends with 3 and says so in one line', async (command, name) => {
  const path = join(folder.path, name);
  const args = command === 'validate' ? [command, mappingFile, path] : [command, path, '--mapping', mappingFile];
  const { code, stdout, stderr } = await csv2scim(args, { GRAPH_ENDPOINT: 'http://127.0.0.1:9' });
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([expect.stringContaining(path)]);
});

test.each([
  ['missing.json', 'there is no such file'],
  ['folder', 'is a folder, not a file'],
])('`validate` of the mapping %s ends with 3 and says so in one line', async (name, words) => {
  const { code, stdout, stderr } = await csv2scim(['validate', join(folder.path, name)]);
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([`${join(folder.path, name)}: ${words}`]);
});

test('`generate --output` that is a file ends with 2, says so in one line and leaves the file alone', async () => {
  const output = await folder.write('taken', 'something of mine');
  const { code, stderr } = await csv2scim(['generate', csv, '--mapping', mappingFile, '--output', output]);
  expect(await readFile(output, 'utf8')).toBe('something of mine');
  expect(linesOf(stderr)).toEqual([expect.stringContaining(output)]);
  expect(code).toBe(2);
});

import { parseMapping } from '../../../lib/mapping/file/parse';
import { findHrFiles } from '../../../local/files/hrFiles';
import { type Folder, mapping, newFolder } from '../../support/files';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
  await folder.write('people.csv', '');
});
afterAll(() => folder.remove());

const withFiles = (feed: string, files?: string) =>
  parseMapping(JSON.stringify(mapping(feed, files === undefined ? {} : { files }))).mapping;

test.each([
  [undefined, 'employees/people.csv'],
  ['hr/*.csv', 'hr/people.csv'],
  ['hr/**/*.csv', 'hr/people.csv'],
  ['**/*.csv', 'employees/people.csv'],
  ['hr/staff-*.csv', 'hr/staff-people.csv'],
  ['staff.csv', 'staff.csv'],
])('`findHrFiles()` finds a path in the inbox that matches %s', async (files, blob) => {
  const file = `${folder.path}/people.csv`;
  expect(await findHrFiles([file], [withFiles('employees', files)])).toEqual([{ file, feed: 'employees', blob }]);
});

test('`findHrFiles()` refuses a file for which no path is of the feed alone', async () => {
  const mappings = [withFiles('employees', '**/*.csv'), withFiles('others', '**/people.csv')];
  const file = `${folder.path}/people.csv`;
  await expect(findHrFiles([file], mappings)).rejects.toThrow(/Rename the file/);
});

test('`findHrFiles()` says that feed names are lower case', async () => {
  const files = findHrFiles([`Employees=${folder.path}/people.csv`], [withFiles('employees')]);
  await expect(files).rejects.toThrow(/no mapping has the feed Employees\. Feed names are lower case\. Name one/);
});

import { join } from 'node:path';
import { startChild } from '../support/child';
import { type Folder, newFolder } from '../support/files';

const root = join(__dirname, '..', '..');
const script = join(root, 'dist', 'local', 'start.js');
const header =
  'WorkerID,WorkerStatus,WorkerType,UserID,FirstName,LastName,FullName,GenderPronoun,ManagerID,HireDate,OnLeave,Department,Division,CostCenter,Company,Location,JobTitle,StreetAddress,City,CountryCode,OfficePhone,Custom01,Custom02,ZipCode';
const record = (id: number) => `${id},Active,Employee,EMP${id}${','.repeat(20)}`;

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

async function start(...files: string[]) {
  const child = startChild([script, ...files], {}, root);
  return { code: await child.ended, stdout: child.stdout(), stderr: child.stderr() };
}

const report = (feed: string) => new RegExp(`Report: hr-reports/${feed}/\\d{8}T\\d{6}Z-[0-9a-f]{8}/report\\.json`);

test('start has the 1,000 sample people accepted in 20 requests, and says where the report lies', async () => {
  const { code, stdout } = await start();
  expect(code).toBe(0);
  expect(stdout).toMatch(/accepted: 1000 of 1000 records in 20 of 20 requests/);
  expect(stdout).toMatch(report('employees'));
  expect(stdout).toMatch(/\[ingestHrFile\]/);
  expect(stdout).toMatch(/Entra knows 1000 people/);
});

test('start takes files of its caller, into the feed that is named', async () => {
  const a = await folder.write('a.csv', `${header}\n${record(1)}\n${record(2)}\n`);
  const b = await folder.write('b.csv', `${header}\n${record(3)}\n`);
  const { code, stdout } = await start(a, `contractors=${b}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/accepted: 2 of 2 records/);
  expect(stdout).toMatch(/accepted: 1 of 1 records/);
  expect(stdout).toMatch(report('employees'));
  expect(stdout).toMatch(report('contractors'));
});

test('start ends with 3 and the reason when a file is not accepted', async () => {
  const { code, stdout } = await start(await folder.write('bad.csv', `${header}\n"1,Active\n`));
  expect(code).toBe(3);
  expect(stdout).toMatch(/unclosed_quote/);
});

test('start ends with an error, and leaves nothing running, when a file does not exist', async () => {
  const { code, stderr } = await start(join(folder.path, 'none.csv'));
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/none\.csv/);
});

test('start ends with an error when the feed has no mapping', async () => {
  const { code, stdout, stderr } = await start(`unknown=${await folder.write('c.csv', `${header}\n${record(1)}\n`)}`);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toMatch(/no mapping/);
}, 20_000);

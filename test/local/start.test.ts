import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../support/child';
import { type Folder, newFolder } from '../support/files';

const script = join(__dirname, '..', '..', 'dist', 'local', 'start.js');
const header =
  'WorkerID,WorkerStatus,WorkerType,UserID,FirstName,LastName,FullName,GenderPronoun,ManagerID,HireDate,OnLeave,Department,Division,CostCenter,Company,Location,JobTitle,StreetAddress,City,CountryCode,OfficePhone,Custom01,Custom02,ZipCode';
const record = '7,Active,Employee,E7,Ada,Example,Ada Example,,,2021-05-01,False,,,,,,,,,,,,,';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

async function start(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = startChild([script, ...args], { HrStorage: '', GRAPH_ENDPOINT: '' }, folder.path);
  return { code: await child.ended, output: child.stdout() };
}

test('`npm start` takes all 1,000 sample people to the simulated Entra, and says where the report lies', async () => {
  const { code, output } = await start();
  expect(output).toMatch(/accepted: 1000 of 1000 records in 20 of 20 requests/);
  expect(output).toMatch(/Report: hr-reports\/employees\/\d{8}T\d{6}Z-[0-9a-f]{8}\/report\.json/);
  const [, page = ''] = /Page: (\S+\.html)/.exec(output) ?? [];
  expect(await readFile(join(folder.path, page), 'utf8')).toMatch(/1,000 people/);
  expect(code).toBe(0);
});

test('`npm start -- a.csv contractors=b.csv` takes files of both feeds', async () => {
  const file = await folder.write('a.csv', `${header}\n${record}\n`);
  const other = await folder.write('b.csv', `${header}\n${record.replaceAll('E7', 'E8')}\n`);
  const { code, output } = await start(file, `contractors=${other}`);
  expect(output).toMatch(/hr-reports\/employees\//);
  expect(output).toMatch(/hr-reports\/contractors\//);
  expect(output).toMatch(/Entra knows 2 people/);
  expect(code).toBe(0);
});

test('`npm start` runs a cycle after each file and prints it: a second file with a leaver shows a disable', async () => {
  const file = await folder.write('first.csv', `${header}\n${record}\n`);
  const leaver = await folder.write('second.csv', `${header}\n${record.replace('Active', 'Terminated')}\n`);
  const { code, output } = await start(file, leaver);
  expect(output).toMatch(/create +1 +0 +0 +0 +1\n/);
  expect(output).toMatch(/disable +1 +0 +0 +0 +1\n/);
  expect(output).toMatch(/Entra knows 1 people, 0 of them enabled/);
  expect(output).toMatch(/\[summarizeCycles\] employees cycle \S+: 1 changes of 1 users/);
  expect(code).toBe(0);
});

test('`npm start` ends with 3 when a file is wrong, and says why', async () => {
  const { code, output } = await start(await folder.write('wrong.csv', 'a,b\n1\n'));
  expect([code, output]).toEqual([3, expect.stringMatching(/rejected/)]);
});

test('`npm start` does not wait for ever for a file that no mapping is for', async () => {
  const child = startChild([script, `unknown=${await folder.write('c.csv', `${header}\n${record}\n`)}`], {
    HrStorage: '',
    GRAPH_ENDPOINT: '',
  });
  const late = setTimeout(() => child.signal('SIGKILL'), 60_000);
  const code = await child.ended;
  clearTimeout(late);
  expect(child.output()).toMatch(/no mapping/);
  expect([2, 3, 5]).toContain(code);
});

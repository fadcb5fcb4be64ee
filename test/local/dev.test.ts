import { access, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from '../support/child';
import { csv2scimProcess } from '../support/cli';
import { csvOf, type Folder, people, person } from '../support/files';
import { isUp, newDevFolder, says, settingsIn, startDev } from './devStack';

let folder: Folder;
beforeAll(async () => {
  folder = await newDevFolder();
});
afterAll(() => folder.remove());

const uploads = (child: Child): string[] =>
  [...child.output().matchAll(/bulkUpload, (\d+) operations/g)].map(([, count = '']) => count);

test('`npm run dev` keeps its state and its settings for the next run, which commands reach with --environment local', async () => {
  const first = startDev(folder);
  await isUp(first);
  expect((await stat(join(folder.path, '.local', 'env'))).mode & 0o777).toBe(0o600);
  const settings = await settingsIn(folder);
  await folder.write('inbox/employees/half.csv.filepart', csvOf(people(1, 900)));
  await folder.write('inbox/employees/a.csv', csvOf(people(60)));
  await says(first, /accepted \(60 of 60 records/);
  await says(first, /a provisioning cycle ran: 60 log entries/);

  const second = startDev(folder);
  expect(await second.ended).toBe(2);
  expect(second.output()).toMatch(/^npm run dev is already running in this folder\./);

  const logs = ['logs', '--mapping', 'employees.json', '--json', '--environment', 'local'];
  const { code, stdout } = await csv2scimProcess(logs, { GRAPH_ENDPOINT: 'http://127.0.0.1:1' }, folder.path);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, [{ users: 60 }]]);

  first.signal('SIGINT');
  expect(await first.ended).toBe(0);
  expect(first.output()).toMatch(/^Stopping\. .*^Stopped\.$/ms);
  expect(first.output()).not.toContain('filepart');
  await expect(access(join(folder.path, '.local', 'env'))).rejects.toThrow();

  const third = startDev(folder);
  await isUp(third);
  expect(await settingsIn(folder)).toEqual(settings);
  await folder.write('inbox/employees/b.csv.tmp', csvOf(people(60).with(2, person(3, 'Chief'))));
  await rename(join(folder.path, 'inbox/employees/b.csv.tmp'), join(folder.path, 'inbox/employees/b.csv'));
  await says(third, /accepted \(60 of 60 records/);
  await says(third, /a provisioning cycle ran: 1 log entries/);
  expect(third.output()).not.toContain('uploaded inbox/employees/a.csv');
  third.signal('SIGTERM');
  expect(await third.ended).toBe(0);
  expect(third.output()).not.toMatch(/^! /m);
  expect([uploads(first), uploads(third)]).toEqual([['50', '10'], ['1']]);
});

import { join } from 'node:path';
import { type Child, startChild } from '../support/child';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../support/files';
import { until } from '../support/until';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
  await folder.write(
    'mappings.json',
    JSON.stringify(mapping('employees', { send: 'changes', provisioningJob: undefined })),
  );
});
afterAll(() => folder.remove());

const dev = (): Child =>
  startChild(
    [join(__dirname, '..', '..', 'dist', 'local', 'dev.js')],
    { HrStorage: '', GRAPH_ENDPOINT: '', MAPPINGS: folder.path },
    folder.path,
  );
const says = (child: Child, what: RegExp) => until(String(what), () => (what.test(child.output()) ? true : undefined));
const uploads = (child: Child): string[] =>
  [...child.output().matchAll(/bulkUpload, (\d+) operations/g)].map(([, count = '']) => count);

test('`npm run dev` keeps storage and directory for its next run: the next file sends what changed since', async () => {
  const first = dev();
  await says(first, /Ctrl\+C ends/);
  await folder.write('inbox/employees/a.csv', csvOf(people(60)));
  await says(first, /accepted \(60 of 60 records/);
  await says(first, /a provisioning cycle ran: 60 log entries/);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  const second = dev();
  await says(second, /Ctrl\+C ends/);
  await folder.write('inbox/employees/b.csv', csvOf(people(60).with(2, person(3, 'Chief'))));
  await says(second, /accepted \(60 of 60 records/);
  await says(second, /a provisioning cycle ran: 1 log entries/);
  expect(second.output()).not.toContain('uploaded inbox/employees/a.csv');
  second.signal('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(second.output()).not.toMatch(/^! /m); // the cycle's summary came to its end before what it asks did
  expect([uploads(first), uploads(second)]).toEqual([['50', '10'], ['1']]);
});

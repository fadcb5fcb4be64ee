import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startChild } from '../support/child';
import { csv2scimProcess } from '../support/cli';
import { csvOf, type Folder, people, person } from '../support/files';
import { azuriteEnds, devScript, devSettings, isUp, newDevFolder, says, settingsIn, startDev } from './devStack';

let folder: Folder;
beforeEach(async () => {
  folder = await newDevFolder();
});
afterEach(() => folder.remove());

/** From here on, no upload is answered. */
const stalled = { ENTRA_FAULTS: 'calls 3-: stall' };

/** A stack in the middle of an upload that comes to no end by itself. */
async function startStalled() {
  const child = startDev(folder, stalled);
  await isUp(child);
  await folder.write('inbox/employees/a.csv', csvOf(people(500)));
  await says(child, /fault: call 3 /);
  return child;
}

async function goesOn(): Promise<void> {
  const next = startDev(folder);
  await says(next, /accepted \(500 of 500 records/);
  await says(next, /a provisioning cycle ran/);
  next.signal('SIGINT');
  expect(await next.ended).toBe(0);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '`npm run dev` ends on %s while an upload hangs, and continues at the next start',
  async (signal) => {
    const child = await startStalled();
    child.signal(signal);
    expect(await child.ended).toBe(0);
    expect(child.output()).toMatch(/^Stopping\. .*^Stopped\.$/ms);
    await azuriteEnds(folder);
    await goesOn();
  },
);

test('`npm run dev` ends at once on the second Ctrl+C, and continues at the next start', async () => {
  const child = await startStalled();
  child.signal('SIGINT');
  await says(child, /^Stopping\. /m);
  child.signal('SIGINT');
  expect(await child.ended).toBe(130);
  expect(child.output()).not.toMatch(/^Stopped/m);
  await azuriteEnds(folder);
  await goesOn();
});

test('Azurite ends when `npm run dev` is killed, and the next start goes on', async () => {
  const child = await startStalled();
  child.signal('SIGKILL');
  expect(await child.ended).toBeNull();
  await azuriteEnds(folder);
  await goesOn();
});

test('`npm run dev` ends when the npm that started it is gone', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, [${JSON.stringify(devScript)}], { stdio: ['ignore', 'inherit', 'inherit'] });
    process.stdin.once('data', () => process.exit());`;
  const npm = startChild(['-e', script], { ...devSettings, npm_lifecycle_event: 'dev' }, folder.path);
  await isUp(npm);
  npm.write('end');
  await npm.ended; // its output is open as long as a child of it runs
  expect(npm.output()).toMatch(/^Stopping\. .*^Stopped\.$/ms);
  await azuriteEnds(folder);
});

test('`npm run dev` takes other ports when its own are taken, and says so', async () => {
  const first = startDev(folder);
  await isUp(first);
  const before = await settingsIn(folder);
  first.signal('SIGTERM');
  await first.ended;
  const { entra } = JSON.parse(await readFile(join(folder.path, '.local', 'ports.json'), 'utf8')) as { entra: number };
  const other = createServer().listen(entra, '127.0.0.1');
  await once(other, 'listening');
  const second = startDev(folder);
  await isUp(second);
  expect(second.output()).toMatch(new RegExp(`^Port ${entra} is taken, so the simulated Entra uses port \\d+`, 'm'));
  const after = await settingsIn(folder);
  expect(after).toEqual({ ...before, GRAPH_ENDPOINT: expect.not.stringMatching(String(entra)) });
  second.signal('SIGTERM');
  expect(await second.ended).toBe(0);
  other.close();
});

test('`npm run dev` prints the commands that decide a held file, and they work', async () => {
  await writeFile(
    join(folder.path, 'employees.json'),
    (await readFile(join(folder.path, 'employees.json'), 'utf8')).replace('"maxLeavers":1000000', '"maxLeavers":0'),
  );
  const child = startDev(folder);
  await isUp(child);
  await folder.write('inbox/employees/a.csv', csvOf(people(20)));
  await says(child, /accepted \(20 of 20 records/);
  await folder.write('inbox/employees/b.csv', csvOf(people(19).with(0, person(1, 'Chief'))));
  await says(child, /> A file waits for your decision/);
  const [, command = ''] = /npx csv2scim (release \S+ --environment local)/.exec(child.output()) ?? [];
  const { code, stderr } = await csv2scimProcess(command.split(' '), {}, folder.path);
  expect([code, stderr]).toEqual([0, '']);
  await says(child, /accepted \(19 of 19 records/);
  child.signal('SIGTERM');
  expect(await child.ended).toBe(0);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvOf, type Folder, mapping, newFolder, people } from '../../support/files';

const script = join(__dirname, '..', '..', '..', 'dist', 'cli', 'index.js');

let folder: Folder;
let temporary: string;
let args: string[];
beforeAll(async () => {
  folder = await newFolder();
  temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
  const csv = await folder.write('a.csv', csvOf(people(100_000)));
  args = [script, 'generate', csv, '--mapping', await folder.write('m.json', JSON.stringify(mapping()))];
});
afterAll(() => folder.remove());

test('`generate` leaves no temporary file behind when its reader has seen enough', async () => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(await readdir(temporary)).toEqual([]);
});

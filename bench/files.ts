import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** An HR file of so many invented people in the folder, made when it is first asked for. */
export function hrFile(records: number, folder: string): string {
  const file = join(folder, `${records}.csv`);
  if (existsSync(file)) return file;
  const output = openSync(file, 'w');
  const script = join(__dirname, '..', 'samples', 'generate.js');
  const { status } = spawnSync(process.execPath, [script, String(records)], { stdio: ['ignore', output, 'inherit'] });
  closeSync(output);
  if (status !== 0) throw new Error('the HR file could not be made');
  return file;
}

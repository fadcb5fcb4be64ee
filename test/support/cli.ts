import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { shortestBackOff, startChild } from './child';

const script = join(__dirname, '..', '..', 'dist', 'cli', 'index.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `csv2scim` to its end. */
export async function csv2scim(
  args: readonly string[],
  environment: Record<string, string> = {},
  cwd?: string,
): Promise<Ran> {
  const child = startChild([script, ...args], environment, cwd);
  const code = await child.ended;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

/** Runs `csv2scim` for somebody who reads nothing of what it says (`| head`), and gives its exit code. */
export async function csv2scimUnread(args: readonly string[], environment: Record<string, string>): Promise<number> {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [shortestBackOff, script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = await once(child, 'exit');
  return code as number;
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

import { join } from 'node:path';
import { startChild } from './child';

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

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type * as Context from '../../cli/context/context';
import type * as Run from '../../cli/run';
import { startChild, testSettings } from './child';
import type { Outside } from './environment';

const cli = join(__dirname, '..', '..', 'dist', 'cli');
export const cliScript = join(cli, 'index.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs `csv2scim` to its end in this process: the bundled command line, with streams, arguments and
 * environment handed in.
 */
export async function csv2scim(
  args: readonly string[],
  environment: Record<string, string> = {},
  terminal?: { answer: string },
): Promise<Ran> {
  const { requireOutside } = globalThis as unknown as Outside;
  const { createContext } = requireOutside(join(cli, 'context', 'context.js')) as typeof Context;
  const { run } = requireOutside(join(cli, 'run.js')) as typeof Run;
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (terminal !== undefined) Object.assign(stdin, { isTTY: true });
  stdin.end(terminal?.answer);
  const said = Promise.all([textOf(stdout), textOf(stderr)]);
  let code = 0;
  const end = (given: number): void => {
    code = given;
  };
  await run(args, createContext({ environment, stdin, stdout, stderr, end }));
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/**
 * Runs `csv2scim` to its end as a process of its own: for signals, exit codes and the working
 * directory.
 */
export async function csv2scimProcess(
  args: readonly string[],
  environment: Record<string, string> = {},
  cwd?: string,
): Promise<Ran> {
  const child = startChild([cliScript, ...args], environment, cwd);
  const code = await child.ended;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

/**
 * Runs `csv2scim` for somebody who reads nothing of what it says (`| head`), and gives its exit
 * code.
 */
export async function csv2scimUnread(args: readonly string[], environment: Record<string, string>): Promise<number> {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [testSettings, cliScript, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = await once(child, 'exit');
  return code as number;
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

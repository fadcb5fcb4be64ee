import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeCommand, pinned } from '../run';

/** Never asked anything: a process ends as soon as it has listed its functions. */
const HrStorage = 'UseDevelopmentStorage=true';

/**
 * Milliseconds from a process's start to its list of functions; no compiled code is kept from one
 * to the next.
 */
export async function startTime(host: 'localHost' | 'loader', entryFile: string | undefined): Promise<number> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const parameters = entryFile === undefined ? [] : [entryFile];
  const [command, rest] = nodeCommand(join(__dirname, `${host}.js`), parameters, pinned);
  const began = performance.now();
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...env, HrStorage } });
  const closed = once(child, 'close');
  let took: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('functions: ')) continue;
    took = performance.now() - began;
    child.kill('SIGKILL');
  }
  await closed;
  if (took === undefined) throw new Error(`${entryFile ?? host} listed no functions`);
  return took;
}

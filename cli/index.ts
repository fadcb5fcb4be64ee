#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** `npx csv2scim`: runs a command with the streams, the environment and the exit code of this process. */
async function main(args: readonly string[]): Promise<void> {
  enableCompileCache?.(join(__dirname, '..', 'compile-cache')); // compiled once, not at every start
  const { createContext } = await import('./context/context');
  const { run, unstoppable } = await import('./run');
  const { stdin, stdout, stderr, env: environment } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!unstoppable.has(args[0] ?? '')) process.exit(error.code === 'EPIPE' ? 0 : 1); // `| head` has seen enough
  });
  stderr.on('error', () => {}); // the terminal may be closed in the middle of a command
  const end = (code: number): void => {
    process.exitCode = code;
  };
  await run(args, createContext({ environment, stdin, stdout, stderr, end }));
}

void main(process.argv.slice(2));

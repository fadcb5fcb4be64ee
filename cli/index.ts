#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** `npx csv2scim`: runs a command with the streams, environment and exit code of this process. */
async function main(args: readonly string[]): Promise<void> {
  enableCompileCache?.(join(__dirname, '..', 'compile-cache')); // compile once, not at every start
  const { createContext } = await import('./context/context');
  const { run, uninterruptible } = await import('./run');
  const { stdin, stdout, stderr, env: environment } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!uninterruptible.has(args[0] ?? '')) process.exit(error.code === 'EPIPE' ? 0 : 1); // for example `| head` has read enough
  });
  stderr.on('error', () => {}); // the terminal may be closed while a command runs
  const end = (code: number): void => {
    process.exitCode = code;
  };
  await run(args, createContext({ environment, stdin, stdout, stderr, end }));
}

void main(process.argv.slice(2));

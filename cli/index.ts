#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { tellError } from './exit';

type AddCommand = (program: Command, end: (code: number) => void) => void;

/** Each command is loaded when it is asked for: one that reads no file is not to wait for all that reading takes. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  validate: async () => (await import('./validate')).addValidate,
  preview: async () => (await import('./preview')).addPreview,
  generate: async () => (await import('./generate')).addGenerate,
  send: async () => (await import('./send')).addSend,
  doctor: async () => (await import('./doctor')).addDoctor,
  logs: async () => (await import('./logs')).addLogs,
  setup: async () => (await import('./setup')).addSetup,
  'update-schema': async () => (await import('./updateSchema')).addUpdateSchema,
  release: async () => (await import('./release')).addRelease,
  discard: async () => (await import('./discard')).addDiscard,
  resume: async () => (await import('./resume')).addResume,
  'import-mapping': async () => (await import('./importMapping')).addImportMapping,
};

/** They come to their end, whether anybody reads what they say or not: half a file sent, or a job left paused, helps nobody. */
const changing = new Set(['send', 'setup', 'update-schema']);

/** `npx csv2scim`: one file a command; problems go to standard error, results to standard output. */
async function main(): Promise<void> {
  const program = new Command('csv2scim')
    .description('HR CSV files in, Microsoft Entra provisioning out')
    .version(version())
    .exitOverride()
    .showHelpAfterError()
    .enablePositionalOptions();
  const end = (code: number): void => {
    process.exitCode = code;
  };
  for (const load of asked(process.argv[2] ?? '')) (await load())(program, end);
  for (const command of program.commands) command.exitOverride();
  let ends = true;
  program.hook('preAction', (_, command) => {
    ends = !changing.has(command.name());
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (ends) process.exit(error.code === 'EPIPE' ? 0 : 1); // `| head` has seen enough
  });
  process.stderr.on('error', () => {}); // the terminal may be closed in the middle of a command
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = tellError(error);
  }
}

/** The commands to load: help speaks of all of them. */
function asked(name: string): readonly (() => Promise<AddCommand>)[] {
  if (name === '-V' || name === '--version') return [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command === undefined ? Object.values(commands) : [command];
}

function version(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

void main();

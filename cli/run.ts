import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Context } from './context/context';
import { createEnvironmentOption, loadEnvironment } from './context/environment';
import { reportError } from './output/report';

type AddCommand = (program: Command, context: Context) => void;

/**
 * Loads each command when it is called, so that a command without a CSV file does not load the CSV
 * reader.
 */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./commands/init')).addInit,
  validate: async () => (await import('./commands/validate')).addValidate,
  preview: async () => (await import('./commands/preview')).addPreview,
  generate: async () => (await import('./commands/generate')).addGenerate,
  send: async () => (await import('./commands/send')).addSend,
  doctor: async () => (await import('./commands/doctor')).addDoctor,
  status: async () => (await import('./commands/status')).addStatus,
  logs: async () => (await import('./commands/logs')).addLogs,
  setup: async () => (await import('./commands/setup')).addSetup,
  'update-schema': async () => (await import('./commands/updateSchema')).addUpdateSchema,
  release: async () => (await import('./commands/release')).addRelease,
  discard: async () => (await import('./commands/discard')).addDiscard,
  resume: async () => (await import('./commands/resume')).addResume,
  'import-mapping': async () => (await import('./commands/importMapping')).addImportMapping,
};

/**
 * Commands that finish even when their output is closed, so that no file is half sent and no job
 * stays paused.
 */
export const uninterruptible: ReadonlySet<string> = new Set(['send', 'setup', 'update-schema']);

/**
 * Runs one command. `args` are the arguments after `csv2scim`. Problems go to standard error,
 * results to standard output.
 */
export async function run(args: readonly string[], outside: Context): Promise<void> {
  const context = { ...outside };
  const program = new Command('csv2scim')
    .description('HR CSV files in, Microsoft Entra provisioning out')
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    });
  try {
    for (const load of selectLoaders(args[0] ?? '')) (await load())(program, context);
    for (const command of program.commands) command.exitOverride().addOption(createEnvironmentOption());
    program.hook('preAction', async (_, command) => {
      const { environment } = command.opts<{ environment?: string }>();
      if (environment !== undefined) context.environment = await loadEnvironment(context.environment, environment);
    });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    context.end(reportError(error, context));
  }
}

/** Selects the command that is called. For help, selects all of them. */
function selectLoaders(name: string): readonly (() => Promise<AddCommand>)[] {
  if (name === '-V' || name === '--version') return [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command === undefined ? Object.values(commands) : [command];
}

function readVersion(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

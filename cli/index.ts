#!/usr/bin/env node
import { Command } from 'commander';
import { tellError } from './exit';
import { addGenerate } from './generate';
import { addImportMapping } from './importMapping';
import { addLogs } from './logs';
import { addSend } from './send';
import { addUpdateSchema } from './updateSchema';
import { addValidate } from './validate';

/** `npx csv2scim`: one file a command; problems go to standard error, results to standard output. */
async function main(): Promise<void> {
  const program = new Command('csv2scim')
    .description('HR CSV files in, Microsoft Entra provisioning out')
    .exitOverride()
    .showHelpAfterError()
    .enablePositionalOptions();
  const end = (code: number): void => {
    process.exitCode = code;
  };
  for (const add of [addValidate, addGenerate, addSend, addLogs, addUpdateSchema, addImportMapping]) add(program, end);
  for (const command of program.commands) command.exitOverride();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1)); // `| head` has seen enough
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = tellError(error);
  }
}

void main();

import { Command } from 'commander';
import { createContext } from '../cli/context/context';
import { exitCode, reportError } from '../cli/output/report';
import { FaultPlanError } from './entra/faults/parseFaults';

/**
 * Creates a command for an npm script such as `npm start`. Help, options and exit codes are like
 * those of csv2scim.
 */
export const createCommand = (name: string, description: string): Command =>
  new Command(name).description(description).exitOverride().showHelpAfterError(`(${name} -- --help lists all options)`);

/** Prints an error to standard error. @returns the exit code */
export function reportFailure(error: unknown): number {
  const { stdin, stdout, stderr, env: environment } = process;
  const context = createContext({ environment, stdin, stdout, stderr, end: () => {} });
  if (!(error instanceof FaultPlanError)) return reportError(error, context);
  context.report(error.message);
  return exitCode.usage;
}

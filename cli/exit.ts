import { CommanderError } from 'commander';
import { FileError, GraphError, MappingError, type Problem, SettingsError, toText } from '../lib/errors';

/** The exit codes (contract, section 6). */
export const exitCode = { done: 0, usage: 2, wrongFile: 3, unreachable: 5 } as const;

/** One problem a line on standard error. */
export function tellProblems(problems: readonly Problem[]): void {
  for (const problem of problems) console.error(toText(problem));
}

/** Says what an error is, in one line or one a problem, and gives its exit code. */
export function tellError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage; // it has said so itself
  if (error instanceof MappingError) {
    tellProblems(error.problems);
    return exitCode.wrongFile;
  }
  if (error instanceof FileError) {
    console.error(`line ${error.line}: ${error.message}`);
    return exitCode.wrongFile;
  }
  if (error instanceof SettingsError) {
    console.error(error.message);
    return exitCode.usage;
  }
  if (error instanceof GraphError) {
    const { status, requestId, message } = error;
    console.error(
      [message, status && `(status ${status})`, requestId && `(request-id ${requestId})`].filter(Boolean).join(' '),
    );
    return exitCode.unreachable;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

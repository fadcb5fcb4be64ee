import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../lib/settings';
import { replaceControlCharacters } from './printable';

/** A stream that may be a terminal. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  /** Characters in a line of the terminal. */
  readonly columns?: number;
};
export type Input = Readable & { readonly isTTY?: boolean };

/** The environment and streams of a command: those of the process, or those of a test. */
export interface Context {
  environment: Environment;
  stdin: Input;
  stdout: Output;
  stderr: Output;
  /** Writes one line of the result to standard output. */
  print(line: string): void;
  /**
   * Writes one problem to standard error as one line, even when a column name contains a line
   * break.
   */
  report(problem: string): void;
  /** Sets the exit code. */
  end(code: number): void;
}

export function createContext(outside: Pick<Context, 'environment' | 'stdin' | 'stdout' | 'stderr' | 'end'>): Context {
  const { stdout, stderr } = outside;
  return {
    ...outside,
    print: (line) => void stdout.write(`${line}\n`),
    report: (problem) => void stderr.write(`${replaceControlCharacters(problem.replace(/\s*[\r\n]+\s*/g, ' '))}\n`),
  };
}

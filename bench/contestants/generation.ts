import { createContext } from '../../cli/context/context';
import { run as runCommand } from '../../cli/run';
import { mappingFile } from '../mappingFile';

/**
 * The command `generate`, to standard output: it inspects, spools the operations to a file, and
 * writes.
 */
export async function run(file: string): Promise<void> {
  const { env: environment, stdin, stdout, stderr } = process;
  const end = (code: number): void => {
    process.exitCode = code;
  };
  await runCommand(
    ['generate', file, '--mapping', mappingFile],
    createContext({ environment, stdin, stdout, stderr, end }),
  );
}

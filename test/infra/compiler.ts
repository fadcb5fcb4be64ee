import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { infra } from './bicepText';

const run = promisify(execFile);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The versions of infra/bicep.csproj: that of azd and Azure CLI at the user's, and the newest. */
const [, oldVersion = '', newVersion = ''] =
  /Version="\[([\d.]+)\];\[([\d.]+)\]"/.exec(readFileSync(join(infra, 'bicep.csproj'), 'utf8')) ?? [];

/** Where `dotnet restore infra/bicep.csproj` puts a version. */
const restored = (version: string): string =>
  join(
    process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages'),
    'azure.bicep.commandline.linux-x64',
    version,
    'tools',
    'bicep',
  );

/**
 * The Bicep compiler: that of the variable BICEP, else the newest restored one, else the one on
 * PATH.
 */
export const compiler: string | undefined = [
  process.env.BICEP ?? '',
  restored(newVersion),
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'bicep')),
].find((path) => path !== '' && isProgram(path));

/** The older compiler, where it was restored. */
export const olderCompiler: string | undefined = [restored(oldVersion)].find(isProgram);

export interface Compiled {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a compiler in infra/, or in another folder. */
export async function bicep(
  args: string[],
  {
    cwd = infra,
    program = compiler,
    env = process.env,
  }: { cwd?: string; program?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Compiled> {
  if (program === undefined) throw new Error('no Bicep compiler');
  const ended = await run(program, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }).catch((error: Compiled) => error);
  return { code: 0, ...ended };
}

/**
 * Describes tests that need a compiler. Without one, they are skipped, and standard error says so.
 */
export function describeWith(program: string | undefined, name: string, tests: () => void): void {
  if (program === undefined) {
    process.stderr.write(
      `SKIPPED: ${name}: this Bicep compiler is not installed (dotnet restore infra/bicep.csproj)\n`,
    );
    test.skip(`SKIPPED, this Bicep compiler is not installed: ${name}`, () => {});
  } else {
    describe(name, tests);
  }
}

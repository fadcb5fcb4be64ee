import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
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

/** Where `dotnet restore infra/bicep.csproj` puts it, any version. */
function restored(): string[] {
  const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');
  const folder = join(packages, 'azure.bicep.commandline.linux-x64');
  try {
    return readdirSync(folder).map((version) => join(folder, version, 'tools', 'bicep'));
  } catch {
    return [];
  }
}

/** The Bicep compiler: that of the variable BICEP, else the one that was restored, else the one on PATH; none when there is none. */
export const compiler: string | undefined = [
  process.env.BICEP ?? '',
  ...restored(),
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'bicep')),
].find((path) => path !== '' && isProgram(path));

/** Runs the compiler in infra/, or another folder. */
export async function bicep(args: string[], cwd = infra): Promise<{ code: number; stdout: string; stderr: string }> {
  if (compiler === undefined) throw new Error('no Bicep compiler');
  const ended = await run(compiler, args, { cwd, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code: 0, ...ended };
}

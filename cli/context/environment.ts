import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { describeReadError, SettingsError } from '../../lib/errors';
import type { Environment } from '../../lib/settings';
import { deriveAppSettings } from './azdEnvironment';

/**
 * Creates the option `--environment`, which loads the settings of an azd environment or of the
 * local stack.
 */
export const createEnvironmentOption = (): Option =>
  new Option(
    '--environment <name>',
    'read the settings of an environment: local for a running npm run dev, or the name of an azd environment; they override those of the shell',
  );

/** Advice for a missing setting. */
export const environmentHint =
  'To read the settings of a running npm run dev, add --environment local. To read those of an azd environment, add --environment NAME';

/**
 * Merges the settings of an environment into those of the shell. The storage settings come from one
 * of them, never from both.
 */
export async function loadEnvironment(inherited: Environment, name: string): Promise<Environment> {
  const chosen = await readEnvironment(name);
  const namesStorage = (setting: string): boolean => setting.startsWith('HrStorage');
  if (!Object.keys(chosen).some(namesStorage)) return { ...inherited, ...chosen };
  const others = Object.entries(inherited).filter(([setting]) => !namesStorage(setting));
  return { ...Object.fromEntries(others), ...chosen };
}

/** Reads the settings of an environment. @throws SettingsError when no environment has this name */
async function readEnvironment(name: string): Promise<Environment> {
  if (!/^[A-Za-z0-9][\w.()-]*$/.test(name)) throw new SettingsError('--environment', `"${name}" is not a valid name`);
  const file = name === 'local' ? join('.local', 'env') : join('.azure', name, '.env');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new SettingsError('--environment', `${file}: ${describeReadError(error)}`);
    throw new SettingsError(
      '--environment',
      name === 'local'
        ? `there is no ${file}. Start npm run dev in this folder first`
        : `there is no ${file}. Use local, or the name of an environment that azd env list shows in this folder`,
    );
  });
  return name === 'local' ? parseLines(text, (value) => value) : deriveAppSettings(parseLines(text, unquote));
}

/** Parses lines of `KEY=value`. Empty lines and comments are skipped. */
function parseLines(text: string, decode: (text: string) => string): Environment {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const separator = line.indexOf('=');
      return [line.slice(0, separator).trim(), decode(line.slice(separator + 1))];
    }),
  );
}

/**
 * Decodes a value as azd writes it: in double quotes, with a backslash before special characters,
 * and with `\n` and `\r` for line breaks.
 */
function unquote(text: string): string {
  const quoted = /^\s*"(.*)"\s*$/.exec(text)?.[1];
  if (quoted === undefined) return text.trim();
  return quoted.replace(/\\(.)/g, (_, character: string) =>
    character === 'n' ? '\n' : character === 'r' ? '\r' : character,
  );
}

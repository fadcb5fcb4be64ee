import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Environment } from '../lib/settings';

/** The settings that commands read, besides those that name the provisioning jobs. */
const names = [
  'HrStorage',
  'GRAPH_ENDPOINT',
  'GRAPH_CALLS_PER_DAY',
  'GRAPH_CALLS_PER_5_SECONDS',
  'SETTLE_SECONDS',
  'TIME_BUDGET_MINUTES',
  'SUMMARY_SCHEDULE',
];

/**
 * Writes the settings with which commands reach the running stack, as lines of `KEY=value`. Only
 * this user can read the file.
 */
export async function writeEnvironmentFile(
  file: string,
  environment: Environment,
  jobSettings: Iterable<string>,
): Promise<void> {
  const settings = Object.fromEntries([...names, ...jobSettings].map((name) => [name, environment[name]]));
  settings.MAPPINGS = resolve(environment.MAPPINGS ?? '');
  const lines = Object.entries(settings)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}\n`);
  await rm(`${file}.new`, { force: true }); // an existing file keeps its mode
  await writeFile(`${file}.new`, lines.join(''), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

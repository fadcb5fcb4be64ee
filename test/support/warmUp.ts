import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startAzurite } from '../../local/stack/azurite';
import { hostScript, startChild } from './child';
import { accounts, ownAccount } from './storage';
import { until } from './until';

/** What cleanUp.ts ends. */
export interface SharedStorage {
  stopStorage?: () => Promise<void>;
}

/**
 * Before all tests: bundles the host and starts the storage that they share, and runs once what
 * they start a hundred times.
 */
async function warmUp(): Promise<void> {
  await bundleHost();
  const stop = await startSharedStorage();
  (globalThis as SharedStorage).stopStorage = stop;
  try {
    await keepCompiledCode();
  } catch (error) {
    await stop(); // nothing else will
    throw error;
  }
}

/** One file starts in half the time of two hundred. */
async function bundleHost(): Promise<void> {
  await build({
    entryPoints: [join(__dirname, 'hostProcess.ts')],
    outfile: hostScript,
    bundle: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
}

/** Gives what ends it. */
async function startSharedStorage(): Promise<() => Promise<void>> {
  const taken = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  const { connectionString, stop } = await startAzurite(undefined, accounts);
  process.env.SHARED_STORAGE = connectionString;
  process.env.TAKEN_ACCOUNTS = taken;
  return async () => {
    await stop();
    await rm(taken, { recursive: true });
  };
}

/** jest.config.js says where: only who ends in peace leaves it. */
async function keepCompiledCode(): Promise<void> {
  const host = startChild([hostScript], {
    HrStorage: ownAccount(),
    ENTRY_FILE: join(__dirname, '..', '..', 'deploy', 'app', 'main.js'),
    SUMMARY_SCHEDULE: '0 0 0 1 1 *',
  });
  const said = (words: string): Promise<true> =>
    until(
      'the host (`npm run build` and `npm run bundle` come first)',
      () => host.output().includes(words) || undefined,
    );
  await said('functions:');
  host.write('sweepInbox'); // the first function that runs loads what they do
  await said('ran sweepInbox');
  host.signal('SIGTERM');
  await host.ended;
}

module.exports = warmUp;

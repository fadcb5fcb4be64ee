import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startAzurite } from '../../local/azurite';
import { hostScript, startChild } from './child';
import { accounts } from './storage';
import { until } from './until';

/** Before all tests: starts the storage that they share, and runs once what they start a hundred times. */
async function warmUp(): Promise<void> {
  await bundleHost();
  await keepCompiledCode(); // first: what follows is cleaned up only when this has not failed
  await startSharedStorage();
}

/** What cleanUp.ts ends. */
export interface SharedStorage {
  stopStorage?: () => Promise<void>;
}

async function startSharedStorage(): Promise<void> {
  const taken = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  const azurite = await startAzurite(undefined, accounts);
  process.env.SHARED_STORAGE = azurite.connectionString;
  process.env.TAKEN_ACCOUNTS = taken;
  (globalThis as SharedStorage).stopStorage = async () => {
    await azurite.stop();
    await rm(taken, { recursive: true });
  };
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

/** jest.config.js says where: only who ends in peace leaves it. */
async function keepCompiledCode(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  const azurite = await startAzurite(folder);
  try {
    const host = startChild([hostScript], {
      HrStorage: azurite.connectionString,
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
  } finally {
    await azurite.stop();
    await rm(folder, { recursive: true });
  }
}

module.exports = warmUp;

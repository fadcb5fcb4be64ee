import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '../../local/azurite';
import { startChild } from './child';

/** Runs once what tests start a hundred times, so that its compiled code is kept (jest.config.js says where): only who ends in peace leaves it. */
async function warmUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  const azurite = await startAzurite(folder);
  const host = startChild([join(__dirname, 'hostProcess.mts')], {
    HrStorage: azurite.connectionString,
    ENTRY_FILE: join(__dirname, '..', '..', 'deploy', 'app', 'main.js'),
    SUMMARY_SCHEDULE: '0 0 0 1 1 *',
  });
  const said = async (words: string): Promise<void> => {
    while (!host.output().includes(words)) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await said('functions:');
  host.write('sweepInbox'); // the first function that runs loads what they do
  await said('ran sweepInbox');
  host.signal('SIGTERM');
  await host.ended;
  await azurite.stop();
  await rm(folder, { recursive: true });
}

module.exports = warmUp;

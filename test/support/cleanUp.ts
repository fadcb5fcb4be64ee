import type { SharedStorage } from './warmUp';

/** After all tests: ends the storage that they shared. */
async function cleanUp(): Promise<void> {
  await (globalThis as SharedStorage).stopStorage?.();
}

module.exports = cleanUp;

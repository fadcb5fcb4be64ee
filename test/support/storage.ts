import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The accounts of the Azurite that all tests share: to start one of their own costs them seconds.
 */
export const accounts = Array.from({ length: 1000 }, (_, number) => `account${number}`);

/** The connection string of an account that nobody else has; warmUp.ts says where. */
export function ownAccount(): string {
  const { SHARED_STORAGE = '', TAKEN_ACCOUNTS = '' } = process.env;
  const own = accounts.find((account) => isMade(join(TAKEN_ACCOUNTS, account)));
  if (own === undefined) throw new Error('every account is taken');
  return SHARED_STORAGE.replaceAll(/\baccount0\b/g, own);
}

/** Makes a folder, which only one of several processes can. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { MappingError } from '../lib/errors';
import type { OpenFile } from '../lib/ingestion/hrFile';

/** A CSV file of this machine, to be read as often as needed. */
export async function csvFile(path: string): Promise<OpenFile> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path, message: `cannot be read (${error.code})` }]);
  });
  return () => createReadStream(path);
}

import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { readCsv } from '../lib/csv/read';
import { MappingError } from '../lib/errors';
import type { OpenFile } from '../lib/ingestion/hrFile';
import { readCsvInThread } from './csvThread';

/** From this many bytes on, a thread of its own is worth its start. */
const large = 4 * 1024 * 1024;

/** A CSV file of this machine, to be read as often as needed. */
export async function csvFile(path: string): Promise<OpenFile> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path, message: `cannot be read (${error.code})` }]);
  });
  const found = await stat(path);
  if (found.isDirectory()) throw new MappingError([{ path, message: 'is a folder, not a file' }]);
  const { size } = found;
  return (options) => (size < large ? readCsv(createReadStream(path), options) : readCsvInThread(path, options));
}

import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type OpenFile, readCsv } from '../../lib/csv/read';
import { describeReadError, MappingError } from '../../lib/errors';
import type { Context } from './context';
import { replaceControlCharacters } from './printable';
import { withReadProgress } from './readProgress';

/**
 * Opens a local CSV file that can be read several times. Each slow reading is shown on a terminal.
 */
export async function openCsvFile(path: string, { stderr }: Pick<Context, 'stderr'>): Promise<OpenFile> {
  const size = await checkFile(path);
  const name = replaceControlCharacters(basename(path));
  return (options) => readCsv(withReadProgress(createReadStream(path), { name, size, stderr }), options);
}

/** Reads the header of a local CSV file. The records below it are not checked. */
export async function readCsvHeader(path: string): Promise<readonly string[]> {
  await checkFile(path);
  const bytes = createReadStream(path);
  try {
    return (await readCsv(bytes)).header;
  } finally {
    bytes.destroy();
  }
}

/** @returns its size in bytes */
async function checkFile(path: string): Promise<number> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path, message: describeReadError(error) }]);
  });
  const file = await stat(path);
  if (file.isDirectory()) throw new MappingError([{ path, message: 'is a folder, not a file' }]);
  return file.size;
}

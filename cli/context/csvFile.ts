import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { readCsv } from '../../lib/csv/read';
import { describeReadError, MappingError } from '../../lib/errors';
import type { OpenFile } from '../../lib/ingestion/hrFile';

/** Opens a local CSV file that can be read several times. */
export async function openCsvFile(path: string): Promise<OpenFile> {
  await checkFile(path);
  return (options) => readCsv(createReadStream(path), options);
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

async function checkFile(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path, message: describeReadError(error) }]);
  });
  if ((await stat(path)).isDirectory()) throw new MappingError([{ path, message: 'is a folder, not a file' }]);
}

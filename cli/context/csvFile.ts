import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { headerOf } from '../../lib/csv/headerText';
import { readCsv } from '../../lib/csv/read';
import { toUtf8 } from '../../lib/csv/utf8';
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
    const { header } = await headerOf(toUtf8(bytes, 'auto'));
    return (await readCsv(Readable.from([Buffer.from(header)]))).header;
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

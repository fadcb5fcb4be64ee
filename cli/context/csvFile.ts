import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { headerOf } from '../../lib/csv/headerText';
import { readCsv } from '../../lib/csv/read';
import { toUtf8 } from '../../lib/csv/utf8';
import { describeReadError, MappingError } from '../../lib/errors';
import type { OpenFile } from '../../lib/ingestion/hrFile';

/** A CSV file of this machine, to be read as often as needed. */
export async function csvFile(path: string): Promise<OpenFile> {
  await checkFile(path);
  return (options) => readCsv(createReadStream(path), options);
}

/** The header of a CSV file of this machine; what is wrong below it does not matter. */
export async function csvHeader(path: string): Promise<readonly string[]> {
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

import { createReadStream, type Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { headerOf } from '../lib/csv/headerText';
import { readCsv } from '../lib/csv/read';
import { toUtf8 } from '../lib/csv/utf8';
import { MappingError, unreadable } from '../lib/errors';
import type { OpenFile } from '../lib/ingestion/hrFile';
import { readCsvInThread } from './csvThread';

/** From this many bytes on, a thread of its own is worth its start. */
const large = 4 * 1024 * 1024;

/** A CSV file of this machine, to be read as often as needed. */
export async function csvFile(path: string): Promise<OpenFile> {
  const { size } = await statOf(path);
  return (options) => (size < large ? readCsv(createReadStream(path), options) : readCsvInThread(path, options));
}

/** The header of a CSV file of this machine; what is wrong below it does not matter. */
export async function csvHeader(path: string): Promise<readonly string[]> {
  await statOf(path);
  const bytes = createReadStream(path);
  try {
    const { header } = await headerOf(toUtf8(bytes, 'auto'));
    return (await readCsv(Readable.from([Buffer.from(header)]))).header;
  } finally {
    bytes.destroy();
  }
}

async function statOf(path: string): Promise<Stats> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path, message: unreadable(error) }]);
  });
  const found = await stat(path);
  if (found.isDirectory()) throw new MappingError([{ path, message: 'is a folder, not a file' }]);
  return found;
}

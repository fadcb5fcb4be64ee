import { type CsvOptions, readCsv } from '../../../lib/csv/read';
import { FileError } from '../../../lib/errors';

/**
 * Bytes arrive in chunks of any size, which must change nothing: 1 to 3 bytes cut every sequence
 * and line break there is.
 */
export const chunkSizes = [1, 2, 3, Number.POSITIVE_INFINITY];

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  if (size >= bytes.length) yield bytes;
  else for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export type ReadOptions = CsvOptions & { size?: number };

export interface WholeFile {
  header: readonly string[];
  delimiter: string;
  /** Each record as its line and its fields. */
  records: [line: number, ...fields: string[]][];
}

/** The whole file: what a reader that goes to the end gets. */
export async function readAll(content: string | Uint8Array, options: ReadOptions = {}): Promise<WholeFile> {
  const { size = Number.POSITIVE_INFINITY, ...csv } = options;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { header, delimiter, batches } = await readCsv(inChunks(bytes, size), csv);
  const records: WholeFile['records'] = [];
  for await (const batch of batches) for (const { line, fields } of batch) records.push([line, ...fields]);
  return { header, delimiter, records };
}

/** Why the file is refused: the error's code and line. */
export async function refusal(content: string | Uint8Array, options: ReadOptions = {}): Promise<[string, number]> {
  try {
    await readAll(content, options);
  } catch (error) {
    if (error instanceof FileError) return [error.code, error.line];
    throw error;
  }
  throw new Error('the file was read without an error');
}

import { once } from 'node:events';
import { pipeline } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { uploadBlocks } from './blockUpload';
import { hasStatus, withResponseTimeout } from './calls';

const chunkSize = 64 * 1024;

export interface JsonLinesWriter {
  /** Takes a value; wait, if it says so, before the next. */
  add(value: unknown): Promise<unknown> | undefined;
  /** Replaces the blob by what was added. */
  end(): Promise<void>;
  /** Leaves the blob as it was. */
  abandon(): void;
}

/**
 * Lines of JSON, packed, on their way into a blob, which is replaced when the last has been
 * written.
 */
export function createJsonLinesWriter(blob: BlockBlobClient): JsonLinesWriter {
  const packed = createGzip({ level: 1 });
  const uploaded = uploadBlocks(blob, packed, { blobHTTPHeaders: { blobContentType: 'application/gzip' } });
  uploaded.catch((error: Error) => packed.destroy(error));
  let text = '';
  const flush = (): Promise<unknown> | undefined => {
    const goesOn = packed.write(text);
    text = '';
    return goesOn ? undefined : Promise.race([once(packed, 'drain'), uploaded]);
  };
  return {
    add(value) {
      text += `${JSON.stringify(value)}\n`;
      return text.length < chunkSize ? undefined : flush();
    },
    async end() {
      packed.end(text);
      await uploaded;
    },
    abandon() {
      packed.destroy();
    },
  };
}

/** Writes all of some values, or nothing. */
export async function writeJsonLines(blob: BlockBlobClient, values: AsyncIterable<unknown>): Promise<void> {
  const writer = createJsonLinesWriter(blob);
  try {
    for await (const value of values) await writer.add(value);
  } catch (error) {
    writer.abandon();
    throw error;
  }
  await writer.end();
}

/** What was written so, value by value; nothing when there is no such blob. */
export async function* readJsonLines<T>(container: ContainerClient, path: string): AsyncGenerator<T> {
  try {
    const { readableStreamBody } = await withResponseTimeout((abortSignal) =>
      container.getBlobClient(path).download(0, undefined, { maxRetryRequests: 100, abortSignal }),
    );
    if (readableStreamBody === undefined) return;
    const unpacked = createGunzip().setEncoding('utf8');
    pipeline(readableStreamBody, unpacked, () => {}); // whoever reads hears of an error
    let rest = '';
    for await (const text of unpacked as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as T;
    }
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

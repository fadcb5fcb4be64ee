import { on } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CsvFile, CsvOptions } from '../lib/csv/read';
import type { CsvRecord } from '../lib/csv/record';
import { FileError, type FileErrorCode } from '../lib/errors';

export interface CsvWork {
  path: string;
  options: CsvOptions;
}

/** What the thread says: first the header, then batches, then that it is through; or what is wrong with the file. */
export type CsvMessage =
  | { header: readonly string[]; delimiter: string }
  | { lines: readonly number[]; fields: readonly (readonly string[])[] }
  | { end: true }
  | { error: { code: FileErrorCode; message: string; line: number } };

/** How many batches may wait to be taken. */
export const mostBatches = 6;

/** The same as `readCsv()` of a file, on another core: reading takes longer than all that is done with the records. */
export async function readCsvInThread(path: string, options: CsvOptions): Promise<CsvFile> {
  const worker = new Worker(join(__dirname, 'csvWorker.js'), { workerData: { path, options } satisfies CsvWork });
  const messages = messagesOf(worker);
  const { value: first } = await messages.next();
  if (first === undefined || !('header' in first)) throw new TypeError('the thread ended without a word');
  return { ...first, batches: batchesOf(messages, worker) };
}

async function* messagesOf(worker: Worker): AsyncGenerator<CsvMessage, undefined> {
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[CsvMessage]>) {
      if ('error' in message) throw new FileError(message.error.code, message.error.message, message.error.line);
      if ('end' in message) return;
      yield message;
    }
  } finally {
    await worker.terminate();
  }
}

async function* batchesOf(messages: AsyncGenerator<CsvMessage>, worker: Worker): AsyncGenerator<CsvRecord[]> {
  for await (const message of messages) {
    if (!('lines' in message)) continue;
    const { lines, fields } = message;
    worker.postMessage('taken');
    yield lines.map((line, index) => ({ line, fields: fields[index] ?? [] }));
  }
}

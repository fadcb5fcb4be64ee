import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readCsv } from '../lib/csv/read';
import { FileError } from '../lib/errors';
import { type CsvMessage, type CsvWork, mostBatches } from './csvThread';

/** The thread of `readCsvInThread()`: reads the file, and sends its batches as fast as they are taken. */
async function main({ path, options }: CsvWork): Promise<void> {
  const send = (message: CsvMessage): void => parentPort?.postMessage(message);
  let credit = mostBatches;
  let taken: () => void = () => {};
  parentPort?.on('message', () => {
    credit++;
    taken();
  });
  try {
    const { header, delimiter, batches } = await readCsv(createReadStream(path), options);
    send({ header, delimiter });
    for await (const records of batches) {
      if (credit === 0) await new Promise<void>((resolve) => (taken = resolve));
      credit--;
      send({ lines: records.map(({ line }) => line), fields: records.map(({ fields }) => fields) });
    }
    send({ end: true });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { code, message, line } = error;
    send({ error: { code, message, line } });
  }
}

void main(workerData as CsvWork);

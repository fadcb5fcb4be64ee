import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lines of text in a temporary file, for more data than fits in memory. They are read once. */
export interface Spool {
  /** Adds a line without a line break. Waits while the disk is behind. */
  add(line: string): Promise<void> | undefined;
  /** Yields the lines in batches, without line breaks. */
  lines(): AsyncIterable<string[]>;
  remove(): Promise<void>;
}

const bufferSize = 1024 * 1024;
const lineFeed = 10;

/** Creates a spool in its own folder, which only this user can read. */
export async function createSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'csv2scim-'));
  const file = await open(join(folder, 'spool'), 'wx+', 0o600);
  await rm(folder, { recursive: true }).catch(() => {}); // the open file remains until this process ends, even if it is killed
  let [filling, writing] = [Buffer.allocUnsafe(bufferSize), Buffer.allocUnsafe(bufferSize)];
  let length = 0;
  let written: Promise<unknown> = Promise.resolve();

  /** Writes the full buffer to disk and continues with the other one, once that one is written. */
  async function flush(): Promise<void> {
    await written;
    [filling, writing] = [writing, filling];
    written = file.write(writing, 0, length);
    length = 0;
  }
  async function addAfterFlush(line: string): Promise<void> {
    await flush();
    if (3 * line.length + 1 > filling.length) filling = Buffer.allocUnsafe(3 * line.length + 1);
    append(line);
  }
  function append(line: string): void {
    length += filling.write(line, length);
    filling[length++] = lineFeed;
  }
  return {
    add(line) {
      if (length + 3 * line.length + 1 > filling.length) return addAfterFlush(line);
      append(line);
      return undefined;
    },
    async *lines() {
      await flush();
      await written;
      yield* linesOf(file.createReadStream({ start: 0, highWaterMark: bufferSize, autoClose: false }));
    },
    async remove() {
      await written.catch(() => {});
      await file.close();
      await rm(folder, { recursive: true, force: true }); // where the system cannot delete an open file
    },
  };
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      lines.push(bytes.toString('utf8', start, end));
      start = end + 1;
    }
    carried = bytes.subarray(start);
    yield lines;
  }
}

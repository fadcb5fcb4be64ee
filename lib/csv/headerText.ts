import { FileError } from '../errors';

const longestHeader = 1024 * 1024;

/** The header record's text, read ahead, and all chunks from the start. */
export async function headerOf(
  chunks: AsyncGenerator<Buffer>,
): Promise<{ header: string; chunks: AsyncIterable<Buffer> }> {
  let start: Buffer = Buffer.alloc(0);
  let end = -1;
  while (end === -1) {
    const { done, value } = await chunks.next();
    if (done) break;
    start = Buffer.concat([start, value]);
    end = headerEnd(start);
    if (end === -1 && start.length > longestHeader) {
      throw new FileError('header_too_long', 'the header is longer than 1 MiB: is a quotation mark in it not closed?');
    }
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield start;
      yield* chunks;
    } finally {
      await chunks.return(undefined);
    }
  }
  return { header: start.toString('utf8', 0, end === -1 ? start.length : end), chunks: all() };
}

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/** Where the first record that is not empty ends: at a line break outside quotes; -1 when it goes on. */
function headerEnd(bytes: Buffer): number {
  let [quoted, empty] = [false, true];
  for (const [index, byte] of bytes.entries()) {
    const lineBreak = byte === lineFeed || byte === carriageReturn;
    if (lineBreak && !quoted && !empty) return index;
    if (byte === quote) quoted = !quoted;
    empty &&= lineBreak;
  }
  return -1;
}

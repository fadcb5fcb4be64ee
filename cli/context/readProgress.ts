import type { Output } from './context';

/** Progress is shown after this many milliseconds. */
const showAfter = 2000;

interface ReadingOptions {
  /** Of the file. */
  name: string;
  /** In bytes. */
  size: number;
  stderr: Output;
  /** A monotonic clock, in milliseconds. */
  now?: () => number;
}

/**
 * Passes the bytes on. On a terminal it shows the progress of a slow read, and clears the line at
 * the end.
 */
export function withReadProgress(
  bytes: AsyncIterable<Uint8Array>,
  { name, size, stderr, now = () => performance.now() }: ReadingOptions,
): AsyncIterable<Uint8Array> {
  if (stderr.isTTY !== true) return bytes;
  async function* shown(): AsyncGenerator<Uint8Array> {
    const began = now();
    let read = 0;
    let last: number | undefined;
    try {
      for await (const chunk of bytes) {
        yield chunk;
        read += chunk.length;
        const percent = Math.floor((100 * read) / size);
        if (percent === last || now() - began <= showAfter) continue;
        stderr.write(`\r${name}: ${percent} % read`);
        last = percent;
      }
    } finally {
      if (last !== undefined) stderr.write('\r\u001b[K');
    }
  }
  return shown();
}

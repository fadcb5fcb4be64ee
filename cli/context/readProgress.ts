import type { Output } from './context';

/** A reading that takes longer, in milliseconds, is shown. */
const patience = 2000;

interface ReadingOptions {
  /** Of the file. */
  name: string;
  /** In bytes. */
  size: number;
  stderr: Output;
  /** Milliseconds from any moment on. */
  now?: () => number;
}

/** The same bytes. On a terminal, tells how far a slow reading has come; its line is gone at the end. */
export function showReading(
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
        if (percent === last || now() - began <= patience) continue;
        stderr.write(`\r${name}: ${percent} % read`);
        last = percent;
      }
    } finally {
      if (last !== undefined) stderr.write('\r\u001b[K');
    }
  }
  return shown();
}

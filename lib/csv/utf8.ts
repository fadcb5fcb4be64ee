import { isAscii, isUtf8 } from 'node:buffer';
import { FileError } from '../errors';

/** A well-formed multi-byte UTF-8 sequence (RFC 3629 §4) in bytes read as Latin-1. */
const multiByte =
  /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}/;
/** A sequence that the end of the bytes cuts off: it may go on in the next chunk. */
const cutOff =
  /(?:[\xC2-\xDF]|\xE0[\xA0-\xBF]?|[\xE1-\xEC\xEE\xEF][\x80-\xBF]?|\xED[\x80-\x9F]?|\xF0(?:[\x90-\xBF][\x80-\xBF]?)?|[\xF1-\xF3][\x80-\xBF]{0,2}|\xF4(?:[\x80-\x8F][\x80-\xBF]?)?)$/;

const boms: [encoding: string, bytes: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

type Chunks = AsyncIterable<Uint8Array>;

/**
 * The same text as UTF-8 without a BOM. `encoding` is a WHATWG label, or `auto`: the BOM; else UTF-8; else windows-1252,
 * but only when no valid multi-byte UTF-8 sequence is in the file: a file that mixes both was cut or pasted together.
 * @throws FileError `invalid_encoding`, after the valid text before it was given out.
 */
export async function* toUtf8(chunks: Chunks, encoding = 'auto'): AsyncGenerator<Buffer> {
  const [start, rest] = await startOf(chunks, 4);
  if (encoding !== 'auto') return yield* decoded(rest, encoding);
  const bom = boms.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes));
  if (bom === undefined) return yield* guessed(rest);
  yield* decoded(rest, bom[0]);
}

/** The first `length` bytes (fewer in a shorter file), and all chunks, those bytes included. */
async function startOf(chunks: Chunks, length: number): Promise<[Buffer, Chunks]> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < length) {
    const { done, value } = await iterator.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return [start, all()];
}

async function* decoded(chunks: Chunks, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array): Buffer => {
    try {
      return Buffer.from(bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
    } catch {
      throw new FileError(
        'invalid_encoding',
        `the file is not valid ${encoding}: save it as "CSV UTF-8" and upload it again`,
      );
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

/** UTF-8 or windows-1252, whichever the first byte above 127 shows. ASCII reads the same in both. */
async function* guessed(chunks: Chunks): AsyncGenerator<Buffer> {
  const windows1252 = new TextDecoder('windows-1252');
  let encoding: 'ascii' | 'utf-8' | 'windows-1252' = 'ascii';
  for await (const bytes of wholeSequences(chunks)) {
    if (isAscii(bytes)) {
      yield bytes;
      continue;
    }
    const valid = isUtf8(bytes);
    if (encoding === 'ascii') encoding = valid ? 'utf-8' : 'windows-1252';
    const mixed = encoding === 'utf-8' ? !valid : multiByte.test(bytes.toString('latin1'));
    if (mixed) {
      yield Buffer.from(bytes.toString().split('\ufffd', 1)[0] ?? '');
      throw new FileError(
        'invalid_encoding',
        'the file is UTF-8 in parts only: it was cut off or damaged on its way; export and upload it again',
      );
    }
    yield encoding === 'utf-8' ? bytes : Buffer.from(windows1252.decode(bytes));
  }
}

/** The same bytes, cut so that no multi-byte sequence lies across two chunks. */
async function* wholeSequences(chunks: Chunks): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([carried, chunk]);
    const tail = cutOff.exec(bytes.toString('latin1', Math.max(0, bytes.length - 3)))?.[0].length ?? 0;
    carried = bytes.subarray(bytes.length - tail);
    yield bytes.subarray(0, bytes.length - tail);
  }
  yield carried;
}

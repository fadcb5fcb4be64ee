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
  const bom = boms.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes));
  const label = encoding === 'auto' ? bom?.[0] : new TextDecoder(encoding).encoding;
  if (label !== undefined && label !== 'utf-8') return yield* decoded(rest, label);
  yield* guessed(bom?.[0] === 'utf-8' ? without(bom[1].length, rest) : rest, label);
}

async function* without(bytes: number, chunks: Chunks): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(left);
    left = 0; // the BOM is in the first chunk, whole
  }
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
    try {
      yield start;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return [start, all()];
}

async function* decoded(chunks: Chunks, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let bytes: Uint8Array = Buffer.alloc(0);
  try {
    for await (bytes of chunks) yield Buffer.from(decoder.decode(bytes, { stream: true }));
    bytes = Buffer.alloc(0);
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    yield Buffer.from(new TextDecoder(encoding).decode(bytes).split('\ufffd', 1)[0] ?? '');
    throw new FileError(
      'invalid_encoding',
      `the file is not valid ${encoding}: save it as "CSV UTF-8" and upload it again`,
    );
  }
}

/** UTF-8 or windows-1252, whichever the first byte above 127 shows, unless it is known. ASCII reads the same in both. */
async function* guessed(chunks: Chunks, known?: 'utf-8'): AsyncGenerator<Buffer> {
  const windows1252 = new TextDecoder('windows-1252');
  let encoding: 'utf-8' | 'windows-1252' | undefined = known;
  for await (const bytes of wholeSequences(chunks)) {
    if (isAscii(bytes)) {
      yield bytes;
      continue;
    }
    const valid = isUtf8(bytes);
    encoding ??= beginsAsUtf8(bytes) ? 'utf-8' : 'windows-1252';
    const wrong = encoding === 'utf-8' ? (valid ? -1 : validLength(bytes)) : bytes.toString('latin1').search(multiByte);
    const right = wrong === -1 ? bytes : bytes.subarray(0, wrong);
    yield encoding === 'utf-8' ? right : Buffer.from(windows1252.decode(right));
    if (wrong !== -1) {
      throw new FileError(
        'invalid_encoding',
        'the file is UTF-8 in parts only: it was cut off or damaged on its way; export and upload it again',
      );
    }
  }
}

/** Whether the first byte above 127 begins a well-formed sequence. */
function beginsAsUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return text.search(multiByte) === text.search(/[\x80-\xff]/);
}

/** How many bytes there are before the first that is no UTF-8. */
function validLength(bytes: Buffer): number {
  let [valid, wrong] = [0, bytes.length];
  while (wrong - valid > 1) {
    const middle = Math.floor((valid + wrong) / 2);
    if (isUtf8(bytes.subarray(0, middle - cutOffLength(bytes.subarray(0, middle))))) valid = middle;
    else wrong = middle;
  }
  return valid - cutOffLength(bytes.subarray(0, valid));
}

/** How many bytes at the end begin a sequence that may go on. */
const cutOffLength = (bytes: Buffer): number =>
  cutOff.exec(bytes.toString('latin1', Math.max(0, bytes.length - 3)))?.[0].length ?? 0;

/** The same bytes, cut so that no multi-byte sequence lies across two chunks. */
async function* wholeSequences(chunks: Chunks): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([carried, chunk]);
    const tail = cutOffLength(bytes);
    carried = bytes.subarray(bytes.length - tail);
    yield bytes.subarray(0, bytes.length - tail);
  }
  yield carried;
}

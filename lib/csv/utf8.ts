import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { FileError } from '../errors';
import { canonicalEncoding, isAnyByteOrder } from './encodings';

/** A well-formed multi-byte UTF-8 sequence (RFC 3629 §4) in bytes read as Latin-1. */
const multiByte =
  /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}/;
/** A sequence that the end of the bytes cuts off: it may go on in the next chunk. */
const cutOff =
  /(?:[\xC2-\xDF]|\xE0[\xA0-\xBF]?|[\xE1-\xEC\xEE\xEF][\x80-\xBF]?|\xED[\x80-\x9F]?|\xF0(?:[\x90-\xBF][\x80-\xBF]?)?|[\xF1-\xF3][\x80-\xBF]{0,2}|\xF4(?:[\x80-\x8F][\x80-\xBF]?)?)$/;

const boms: [encoding: string, bytes: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-32le', Buffer.from([0xff, 0xfe, 0, 0])],
  ['utf-32be', Buffer.from([0, 0, 0xfe, 0xff])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

type Chunks = AsyncIterable<Uint8Array>;

/**
 * The same text as UTF-8 without a BOM. `encoding` is a name that iconv-lite knows, or `auto`: the
 * BOM; else UTF-8; else windows-1252, but only when no valid multi-byte UTF-8 sequence is in the
 * file: a file that mixes both was cut or pasted together. With `auto`, U+FFFD and C1 controls show
 * that the guess was wrong. @throws FileError `invalid_encoding`, after the valid text before it
 */
export async function* toUtf8(chunks: Chunks, encoding = 'auto'): AsyncGenerator<Buffer> {
  const [start, rest] = await startOf(chunks, 4);
  const bom = boms.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes));
  const name = chooseEncoding(encoding, bom?.[0]);
  const bare = bom !== undefined && bom[0] === name ? without(bom[1].length, rest) : rest;
  const utf8 = name === undefined || name === 'utf-8' ? guessed(bare, name) : decoded(bare, name);
  yield* encoding === 'auto' ? withoutWrongGuess(utf8) : utf8;
}

/**
 * The mapping's encoding, or that of the byte order mark. @throws FileError when they contradict
 */
function chooseEncoding(encoding: string, bom: string | undefined): string | undefined {
  if (encoding === 'auto') return bom;
  const name = canonicalEncoding(encoding);
  if (bom === undefined || bom === name) return name;
  if (isAnyByteOrder(encoding) && bom.startsWith(name.slice(0, -2))) return bom;
  throw new FileError(
    'invalid_encoding',
    `the file begins with the byte order mark of ${bom}, but csv.encoding says ${encoding}: use auto, or export the file as ${encoding}`,
  );
}

const replacementCharacter = Buffer.from('\ufffd');

/**
 * Where U+FFFD, or one of U+0080 to U+009F (0xC2 and 0x80 to 0x9F), stands in UTF-8; -1 for
 * nowhere.
 */
function findWrongGuess(bytes: Buffer): number {
  const replaced = bytes.indexOf(replacementCharacter);
  for (let at = bytes.indexOf(0xc2); at !== -1; at = bytes.indexOf(0xc2, at + 1))
    if ((bytes[at + 1] ?? 0xff) < 0xa0) return replaced === -1 ? at : Math.min(at, replaced);
  return replaced;
}

async function* withoutWrongGuess(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const bytes of chunks) {
    const wrong = isAscii(bytes) ? -1 : findWrongGuess(bytes);
    yield wrong === -1 ? bytes : bytes.subarray(0, wrong);
    if (wrong !== -1)
      throw new FileError(
        'invalid_encoding',
        'the text holds characters that show a wrong encoding (U+FFFD or control characters): export it again as "CSV UTF-8", or name its encoding as csv.encoding',
      );
  }
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

/** Bytes that the encoding does not know become U+FFFD, which no text holds. */
async function* decoded(chunks: Chunks, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  const checked = (text: string): { right: string; isWrong: boolean } => {
    const wrong = text.search(/\ufffd|\p{Surrogate}/u);
    return { right: wrong === -1 ? text : text.slice(0, wrong), isWrong: wrong !== -1 };
  };
  const refused = (): FileError =>
    new FileError('invalid_encoding', `the file is not valid ${encoding}: save it as "CSV UTF-8" and upload it again`);
  let carried = ''; // half a surrogate pair
  let length = 0;
  for await (const bytes of chunks) {
    length += bytes.length;
    const text = carried + decoder.write(Buffer.from(bytes));
    carried = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    const { right, isWrong } = checked(text.slice(0, text.length - carried.length));
    yield Buffer.from(right);
    if (isWrong) throw refused();
  }
  const { right, isWrong } = checked(carried + (decoder.end() ?? ''));
  yield Buffer.from(right);
  const isCut = /^utf-?(16|32)/.test(encoding) && length % (encoding.includes('32') ? 4 : 2) !== 0;
  if (isWrong || isCut) throw refused();
}

/**
 * UTF-8 or windows-1252, whichever the first byte above 127 shows, unless it is known. ASCII reads
 * the same in both.
 */
async function* guessed(chunks: Chunks, known?: 'utf-8'): AsyncGenerator<Buffer> {
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
    yield encoding === 'utf-8' ? right : Buffer.from(iconv.decode(right, 'windows-1252'));
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
    const bytes =
      carried.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.concat([carried, chunk]);
    const tail = cutOffLength(bytes);
    carried = bytes.subarray(bytes.length - tail);
    yield bytes.subarray(0, bytes.length - tail);
  }
  yield carried;
}

import { FileError } from '../errors';

/** What a file has before its records. */
export interface Top {
  /** The header record's text. */
  header: string;
  /** What Excel's first line `sep=;` says. */
  delimiter: string | undefined;
  /** How many lines before the header are not read. */
  lines: number;
  /** All that follows those lines. */
  chunks: AsyncIterable<Buffer>;
}

export interface TopOptions {
  /** Lines before the header that are not read. */
  skipLines: number;
  /** Lines that begin with it are not read. */
  comment: string | undefined;
}

const longestHeader = 1024 * 1024;
const lineEnd = /\r\n|\n|\r/g;

/** Reads ahead to the end of the header. Lines are counted from the file's first. */
export async function readTop(chunks: AsyncGenerator<Buffer>, options: TopOptions): Promise<Top> {
  let start: Buffer = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await chunks.next();
    if (!done) start = Buffer.concat([start, value]);
    const text = start.toString();
    const top = topOf(text, options, done === true);
    if (top !== undefined) {
      const rest = start.subarray(Buffer.byteLength(text.slice(0, top.position)));
      return { ...top, chunks: concat(rest, chunks) };
    }
    if (start.length > longestHeader)
      throw new FileError('header_too_long', 'the header is longer than 1 MiB: is a quotation mark in it not closed?');
  }
}

/** Bytes of the first chunks: V8 optimises the parser too early while that reads a long one. */
const shortChunk = 4096;

async function* concat(first: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    for (let start = 0; start < first.length; start += shortChunk) yield first.subarray(start, start + shortChunk);
    yield* chunks;
  } finally {
    await chunks.return(undefined);
  }
}

interface Found extends Omit<Top, 'chunks'> {
  position: number;
}

/** `undefined` when the text ends before the header does. */
function topOf(text: string, { skipLines, comment }: TopOptions, isAll: boolean): Found | undefined {
  let [position, lines] = [0, 0];
  let delimiter: string | undefined;
  const lineAt = (): string | undefined => {
    lineEnd.lastIndex = position;
    const end = lineEnd.exec(text);
    if (end !== null && !(end[0] === '\r' && lineEnd.lastIndex === text.length && !isAll))
      return text.slice(position, lineEnd.lastIndex);
    return isAll ? text.slice(position) : undefined;
  };
  for (;;) {
    const line = lineAt();
    if (line === undefined) return undefined;
    const separator = /^sep=([^\r\n])(?:[\r\n]|$)/i.exec(line)?.[1];
    if (lines === 0 && separator !== undefined) delimiter = separator;
    else if (lines >= skipLines && !/^#TYPE\s/.test(line)) break;
    if (line === '') break;
    lines++;
    position += line.length;
  }
  const end = headerEnd(text, position, comment);
  if (end === undefined && !isAll) return undefined;
  return { position, lines, delimiter, header: headerIn(text.slice(position, end), comment) };
}

/** Where the first record ends that is not empty: at a line break outside quotes. */
function headerEnd(text: string, from: number, comment: string | undefined): number | undefined {
  let [isQuoted, isEmpty] = [false, true];
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    const isBreak = character === '\n' || character === '\r';
    if (isEmpty && comment !== undefined && text.startsWith(comment, index)) {
      while (index < text.length && text[index] !== '\n' && text[index] !== '\r') index++;
      continue;
    }
    if (isBreak && !isQuoted && !isEmpty) return index;
    if (character === '"') isQuoted = !isQuoted;
    isEmpty &&= isBreak;
  }
  return undefined;
}

/** The header without lines that are not read before it. */
const headerIn = (text: string, comment: string | undefined): string =>
  comment === undefined
    ? text
    : text
        .split(/\r\n|\n|\r/)
        .filter((line) => !line.startsWith(comment))
        .join('\n');

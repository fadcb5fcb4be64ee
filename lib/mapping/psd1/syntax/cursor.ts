import { refuse } from './refusal';
import { closers, closing, type Token } from './source';

/** The parser's position among tokens. The last token is `end`. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

const end: Token = { kind: 'end', text: 'the end', line: 1, spaced: true };

/** Returns the next token. */
export const peek = ({ tokens, at }: Cursor): Token => tokens[at] ?? tokens.at(-1) ?? end;

/** Returns the next token and skips it. */
export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at++;
  return token;
}

/** Whether a token is this symbol. */
export const isSymbol = ({ kind, text }: Token, symbol: string): boolean => kind === 'symbol' && text === symbol;

/** Skips the next token if it is this symbol. @returns whether it was */
export function skip(cursor: Cursor, symbol: string): boolean {
  const found = isSymbol(peek(cursor), symbol);
  if (found) cursor.at++;
  return found;
}

/** Skips the next token. @throws Refusal when it is not this symbol */
export function expect(cursor: Cursor, symbol: string): void {
  const { text, line } = peek(cursor);
  if (!skip(cursor, symbol)) refuse(`${symbol} is missing before ${text}`, line);
}

/** Skips line breaks. */
export function skipLines(cursor: Cursor): void {
  while (peek(cursor).kind === 'newline') cursor.at++;
}

/** Skips line breaks and `;`, which both separate. @returns whether there was any */
export function skipBreaks(cursor: Cursor): boolean {
  const start = cursor.at;
  while (peek(cursor).kind === 'newline' || isSymbol(peek(cursor), ';')) cursor.at++;
  return cursor.at > start;
}

/** Skips to the next token outside of brackets that is sought, or that closes the bracket. */
export function skipTo(cursor: Cursor, isSought: (token: Token) => boolean): void {
  let depth = 0;
  for (let token = peek(cursor); token.kind !== 'end'; token = peek(cursor)) {
    if (depth === 0 && isSought(token)) return;
    if (token.kind === 'symbol' && Object.hasOwn(closing, token.text)) depth++;
    if (token.kind === 'symbol' && closers.has(token.text) && depth-- === 0) return;
    cursor.at++;
  }
}

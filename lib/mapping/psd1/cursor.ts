import { Refusal } from './refusal';
import type { Token } from './source';

/** Where parsing stands among tokens, the last of which is `end`. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

const end: Token = { kind: 'end', text: 'the end', line: 1, spaced: true };

/** The token that comes next. */
export const peek = ({ tokens, at }: Cursor): Token => tokens[at] ?? tokens.at(-1) ?? end;

/** Whether a token is this sign. */
export const isSymbol = ({ kind, text }: Token, symbol: string): boolean => kind === 'symbol' && text === symbol;

/** Goes over the next token if it is this sign, and tells whether it was. */
export function skip(cursor: Cursor, symbol: string): boolean {
  const found = isSymbol(peek(cursor), symbol);
  if (found) cursor.at++;
  return found;
}

/** Goes over the next token. @throws Refusal when it is not this sign */
export function expect(cursor: Cursor, symbol: string): void {
  const { text, line } = peek(cursor);
  if (!skip(cursor, symbol)) throw new Refusal(line, `${symbol} is missing before ${text}`);
}

/** Goes over ends of lines. */
export function skipLines(cursor: Cursor): void {
  while (peek(cursor).kind === 'newline') cursor.at++;
}

/** Goes over ends of lines and `;`, which both separate; tells whether there was any. */
export function skipBreaks(cursor: Cursor): boolean {
  const start = cursor.at;
  while (peek(cursor).kind === 'newline' || isSymbol(peek(cursor), ';')) cursor.at++;
  return cursor.at > start;
}

const openers = new Set(['@{', '{', '@(', '$(', '(', '[']);
const closers = new Set(['}', ')', ']']);

/** Goes on to the next token outside of brackets that satisfies a condition, or that closes the bracket that is open here. */
export function skipTo(cursor: Cursor, condition: (token: Token) => boolean): void {
  let depth = 0;
  for (let token = peek(cursor); token.kind !== 'end'; token = peek(cursor)) {
    if (depth === 0 && condition(token)) return;
    if (token.kind === 'symbol' && openers.has(token.text)) depth++;
    if (token.kind === 'symbol' && closers.has(token.text) && depth-- === 0) return;
    cursor.at++;
  }
}

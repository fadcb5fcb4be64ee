export type TokenKind =
  | 'word'
  | 'number'
  | 'variable'
  | 'text'
  | 'template'
  | 'operator'
  | 'symbol'
  | 'newline'
  | 'end';

export interface Token {
  kind: TokenKind;
  /** The token as it is written; the content of a string; the name of a variable. */
  text: string;
  line: number;
  /** Whether a space precedes the token. */
  spaced: boolean;
  /** The parts of a `template`: texts, single variables, and tokens to their end. */
  parts?: readonly (string | readonly Token[])[];
}

/** The reader's position in a file. */
export interface Source {
  readonly text: string;
  at: number;
  line: number;
  /** The number of open brackets. */
  depth: number;
}

/** How deep brackets can be nested. The parser is recursive, so the stack limits it. */
export const deepest = 100;

/** What closes each bracket. */
export const closing: Record<string, string> = { '@{': '}', '{': '}', '@(': ')', '$(': ')', '(': ')', '[': ']' };
export const closers = new Set(Object.values(closing));

/** Counts line breaks. */
export const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** Reads the match of a sticky pattern at the current position; `undefined` without a match. */
export function take(source: Source, pattern: RegExp): string | undefined {
  pattern.lastIndex = source.at;
  const found = pattern.exec(source.text)?.[0];
  if (found !== undefined) source.at += found.length;
  return found;
}

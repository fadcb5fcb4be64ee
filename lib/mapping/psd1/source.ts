export type TokenKind =
  | 'word'
  | 'number'
  | 'variable'
  | 'text'
  | 'template'
  | 'operator'
  | 'symbol'
  | 'newline'
  | 'end'
  /** A variable right in a double-quoted string. */
  | 'interpolated';

export interface Token {
  kind: TokenKind;
  /** As it is written; of a string, what it says; of a variable, its name. */
  text: string;
  line: number;
  /** Whether a space stands before it. */
  spaced: boolean;
  /** What a double-quoted string (`template`) is made of. */
  parts?: readonly (string | readonly Token[])[];
}

/** Where reading stands in a file. */
export interface Source {
  readonly text: string;
  at: number;
  line: number;
  /** How many brackets are open here. */
  depth: number;
}

/** How many brackets may stand in one another: reading them takes stack. */
export const deepest = 100;

/** How many line breaks a text has. */
export const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** What a sticky pattern finds right here; `undefined` when it does not match. */
export function take(source: Source, pattern: RegExp): string | undefined {
  pattern.lastIndex = source.at;
  const found = pattern.exec(source.text)?.[0];
  if (found !== undefined) source.at += found.length;
  return found;
}

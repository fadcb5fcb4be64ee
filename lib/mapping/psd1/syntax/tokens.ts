import { refuse } from './refusal';
import { closers, closing, countLines, deepest, type Source, type Token, type TokenKind, take } from './source';
import { readString } from './strings';

const space = /(?:[ \t\f\v\u00a0]|`(?:\r\n|\r|\n))+/y;
const lineBreak = /\r\n|\r|\n/y;
const lineComment = /#[^\r\n]*/y;
const forms: readonly [TokenKind, RegExp][] = [
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['number', /\p{Nd}[\p{L}\p{Nd}_.]*/uy],
  ['variable', /\$(?:[\p{L}\p{Nd}_:]+|\{[^}]*\}|[$?^])/uy],
];

/** Splits a psd1 file into tokens. Brackets are balanced, and the last token is `end`. */
export function tokenize(text: string): Token[] {
  return readTokens({ text, at: 0, line: 1, depth: 0 }, false);
}

/** Reads to the end of the file, or to the `)` of a `$( )` in a string. */
function readTokens(source: Source, inString: boolean): Token[] {
  const tokens: Token[] = [];
  const open: Token[] = [];
  for (;;) {
    const spaced = skipSpace(source);
    if (source.at >= source.text.length) break;
    const token = { ...readToken(source), spaced };
    const isEnd = inString && open.length === 0 && token.kind === 'symbol' && token.text === ')';
    tokens.push(isEnd ? { ...token, kind: 'end' } : token);
    if (isEnd) return tokens;
    if (token.kind === 'symbol') matchBracket(token, open, source);
  }
  const opener = open.pop();
  if (opener !== undefined) refuse(`${opener.text} is never closed`, opener.line);
  if (inString) refuse('$( in a string is never closed', source.line);
  tokens.push({ kind: 'end', text: 'the end of the file', line: source.line, spaced: true });
  return tokens;
}

function matchBracket(token: Token, open: Token[], source: Source): void {
  if (Object.hasOwn(closing, token.text)) {
    open.push(token);
    if (++source.depth > deepest) refuse(`more than ${deepest} brackets in one another`, token.line);
  } else if (closers.has(token.text)) {
    const opener = open.pop();
    if (opener === undefined) refuse(`${token.text} closes nothing`, token.line);
    if (closing[opener.text] !== token.text)
      refuse(`${token.text} cannot close the ${opener.text} of line ${opener.line}`, token.line);
    source.depth--;
  }
}

function readToken(source: Source): Omit<Token, 'spaced'> {
  const { line } = source;
  if (take(source, lineBreak) !== undefined) {
    source.line++;
    return { kind: 'newline', text: 'the end of the line', line };
  }
  const string = readString(source, readTokens);
  if (string !== undefined) return { ...string, line };
  for (const [kind, form] of forms) {
    const text = take(source, form);
    if (text !== undefined) return { kind, text: kind === 'variable' ? text.slice(1) : text, line };
  }
  // PowerShell reads long dashes like the plain one
  const operator = take(source, /[-–—―]\p{L}[\p{L}\p{Nd}]*/uy);
  if (operator !== undefined) return { kind: 'operator', text: `-${operator.slice(1)}`, line };
  const symbol = take(source, /@\{|@\(|\$\(|::|\.\.|\?\?|./suy) ?? '';
  return { kind: 'symbol', text: /[–—―]/.test(symbol) ? '-' : symbol, line };
}

/** Skips spaces, line continuations and comments. @returns whether there was any */
function skipSpace(source: Source): boolean {
  const start = source.at;
  for (;;) {
    const { text, at } = source;
    if (text.startsWith('<#', at)) {
      const end = text.indexOf('#>', at + 2);
      if (end < 0) refuse('the comment <# is never closed', source.line);
      source.at = end + 2;
    } else if (take(source, space) === undefined && take(source, lineComment) === undefined) {
      return at > start;
    }
    source.line += countLines(text.slice(at, source.at));
  }
}

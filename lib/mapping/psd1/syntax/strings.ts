import { refuse } from './refusal';
import { countLines, deepest, type Source, type Token, take } from './source';

const escapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\u0007', b: '\b', e: '\u001b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};
/** PowerShell reads typographic quotation marks like the plain ones. */
const singleQuotes = /['‘’‚‛]/g;
const doubleQuotes = /["“”„]/;
const variable = /(?:[\p{L}\p{Nd}_:]+|\{[^}"]*\}|[?^$])/uy;

/** Reads the tokens of a `$( )` in a string. */
type ReadTokens = (source: Source, inString: true) => Token[];

/** Reads a single-quoted string. Only two quotation marks in a row are special in it: they are the first. */
export function readSingleQuoted(source: Source): string {
  const { line } = source;
  source.at++;
  let value = '';
  for (;;) {
    const { text, mark } = readTo(source, singleQuotes, line);
    value += text;
    const next = source.text[source.at] ?? '';
    if (next === '' || !"'‘’‚‛".includes(next)) return value;
    value += mark;
    source.at++;
  }
}

/** Reads a double-quoted string: a `text`, or a `template` when it has variables or `$( )`. */
export function readDoubleQuoted(source: Source, readTokens: ReadTokens): Pick<Token, 'kind' | 'text' | 'parts'> {
  const { line } = source;
  source.at++;
  const parts: (string | readonly Token[])[] = [''];
  const add = (text: string): void => {
    const last = parts.pop();
    if (typeof last === 'string') parts.push(last + text);
    else if (last !== undefined) parts.push(last, text);
  };
  for (;;) {
    const { text, mark } = readTo(source, /["“”„`$]/g, line);
    add(text);
    const next = source.text[source.at] ?? '';
    if (mark === '`') {
      add(readEscape(source));
    } else if (mark === '$') {
      const inserted = readInserted(source, readTokens);
      if (inserted === undefined) add('$');
      else parts.push(inserted);
    } else if (doubleQuotes.test(next)) {
      add(mark);
      source.at++;
    } else {
      return templateOf(parts);
    }
  }
}

function templateOf(parts: readonly (string | readonly Token[])[]): Pick<Token, 'kind' | 'text' | 'parts'> {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return { kind: 'text', text: only };
  return { kind: 'template', text: 'a string with something put into it', parts };
}

/** Reads a here-string: its lines stand between `@'` and `'@`, each on a line of its own. */
export function readHereString(source: Source, readTokens: ReadTokens): Pick<Token, 'kind' | 'text' | 'parts'> {
  const { line } = source;
  const isDouble = doubleQuotes.test(source.text[source.at + 1] ?? '');
  const opening = take(source, /@.[ \t]*(?:\r\n|\r|\n)/y);
  if (opening === undefined) refuse('the text of a here-string begins on the next line', line);
  const closing = isDouble ? /(?:\r\n|\r|\n)["“”„]@/g : /(?:\r\n|\r|\n)['‘’‚‛]@/g;
  closing.lastIndex = source.at - 1; // it may be empty
  const found = closing.exec(source.text);
  if (found === null) refuse('the here-string is never closed', line);
  const content = source.text.slice(source.at, Math.max(source.at, found.index));
  const inner: Source = { text: content, at: 0, line: line + 1, depth: source.depth };
  const parts = isDouble ? readParts(inner, readTokens) : [content];
  source.at = found.index + found[0].length;
  source.line = line + 1 + countLines(content) + (found.index < source.at ? 1 : 0);
  return templateOf(parts);
}

/** Reads text with variables, `$( )` and escapes in it, to its end. */
function readParts(source: Source, readTokens: ReadTokens): (string | readonly Token[])[] {
  const parts: (string | readonly Token[])[] = [''];
  const add = (text: string): void => {
    const last = parts.pop();
    if (typeof last === 'string') parts.push(last + text);
    else if (last !== undefined) parts.push(last, text);
  };
  while (source.at < source.text.length) {
    add(take(source, /[^`$]+/y) ?? '');
    const mark = source.text[source.at];
    if (mark === undefined) break;
    source.at++;
    const inserted = mark === '$' ? readInserted(source, readTokens) : undefined;
    if (mark === '`') add(readEscape(source));
    else if (inserted === undefined) add('$');
    else parts.push(inserted);
  }
  return parts;
}

/** Reads `$( )` or a variable in a string; `undefined` when `$` is a plain character. */
function readInserted(source: Source, readTokens: ReadTokens): readonly Token[] | undefined {
  const { line } = source;
  if (source.text[source.at] === '(') {
    source.at++;
    if (++source.depth > deepest) refuse(`more than ${deepest} brackets in one another`, line);
    const tokens = readTokens(source, true);
    source.depth--;
    return tokens;
  }
  const name = take(source, variable);
  return name === undefined ? undefined : [{ kind: 'interpolated', text: `$${name}`, line, spaced: false }];
}

function readEscape(source: Source): string {
  const next = source.text[source.at] ?? '';
  const code = take(source, /u\{[0-9a-f]{1,6}\}/iy);
  if (code !== undefined && Number.parseInt(code.slice(2, -1), 16) <= 0x10ffff)
    return String.fromCodePoint(Number.parseInt(code.slice(2, -1), 16));
  if (code !== undefined || /[u\r\n]/.test(next))
    refuse('of the escapes, only `` `" `\' `$ `0 `a `b `e `f `n `r `t `v and `u{…} are read', source.line);
  source.at++;
  return escapes[next] ?? next;
}

/** Reads the text before the next mark, and skips the mark. */
function readTo(source: Source, marks: RegExp, startLine: number): { text: string; mark: string } {
  marks.lastIndex = source.at;
  const found = marks.exec(source.text);
  if (found === null) refuse('the string is never closed', startLine);
  const text = source.text.slice(source.at, found.index);
  source.line += countLines(text);
  source.at = found.index + 1;
  return { text, mark: found[0] };
}

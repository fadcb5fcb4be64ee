import { refuse } from './refusal';
import { countLines, deepest, type Source, type Token, take } from './source';

const escapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\u0007', b: '\b', e: '\u001b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};
const variable = /(?:[\p{L}\p{Nd}_:]+|\{[^}"]*\}|[?^$])/uy;

/** Reads the tokens of a `$( )` in a string. */
type ReadTokens = (source: Source, inString: true) => Token[];
type Content = Pick<Token, 'kind' | 'text' | 'parts'>;

/** Reads a string, if one begins here. Typographic quotation marks are like the plain ones. */
export function readString(source: Source, readTokens: ReadTokens): Content | undefined {
  const opening = source.text.slice(source.at, source.at + 2);
  if (/^@['‘’‚‛"“”„]/.test(opening)) return readHereString(source, readTokens);
  if (/^['‘’‚‛]/.test(opening)) return readSingleQuoted(source);
  if (!/^["“”„]/.test(opening)) return undefined;
  source.at++;
  return readParts(source, readTokens, true);
}

/** Two quotation marks in a row are the first of them. */
function readSingleQuoted(source: Source): Content {
  const found = take(source, /['‘’‚‛][^'‘’‚‛]*(?:['‘’‚‛]{2}[^'‘’‚‛]*)*['‘’‚‛](?!['‘’‚‛])/y);
  if (found === undefined) refuse(neverClosed, source.line);
  source.line += countLines(found);
  return { kind: 'text', text: found.slice(1, -1).replace(/(['‘’‚‛])['‘’‚‛]/g, '$1') };
}

const neverClosed = 'the string is never closed';

/** Reads a here-string: its lines are between `@'` and `'@`, each on a line of its own. */
function readHereString(source: Source, readTokens: ReadTokens): Content {
  const { text, at, line } = source;
  const isDouble = /["“”„]/.test(text[at + 1] ?? '');
  if (take(source, /@.[ \t]*(?:\r\n|\r|\n)/y) === undefined)
    refuse('the text of a here-string begins on the next line', line);
  const closing = isDouble ? /(?:\r\n|\r|\n)["“”„]@/g : /(?:\r\n|\r|\n)['‘’‚‛]@/g;
  closing.lastIndex = source.at - 1; // it may be empty
  const found = closing.exec(text) ?? refuse('the here-string is never closed', line);
  const content = text.slice(source.at, Math.max(source.at, found.index));
  source.at = closing.lastIndex;
  source.line += countLines(text.slice(at, source.at));
  if (!isDouble) return { kind: 'text', text: content };
  return readParts({ ...source, text: content, at: 0, line: line + 1 }, readTokens, false);
}

/** Reads text with variables, `$( )` and escapes in it, up to a quotation mark or to the end. */
function readParts(source: Source, readTokens: ReadTokens, isQuoted: boolean): Content {
  const { line } = source;
  const parts: (string | readonly Token[])[] = [];
  let text = '';
  for (;;) {
    const plain = take(source, isQuoted ? /[^`$"“”„]*/y : /[^`$]*/y) ?? '';
    source.line += countLines(plain);
    text += plain;
    const mark = source.text[source.at++];
    const inserted = mark === '$' ? readInserted(source, readTokens) : undefined;
    if (mark === undefined && isQuoted) refuse(neverClosed, line);
    if (mark === '`') text += readEscape(source);
    else if (inserted !== undefined) {
      parts.push(text, inserted);
      text = '';
    } else if (mark === '$') text += mark;
    else if (mark !== undefined && take(source, /["“”„]/y) !== undefined) text += mark;
    else break;
  }
  if (parts.length === 0) return { kind: 'text', text };
  return { kind: 'template', text: 'a string with something put into it', parts: [...parts, text] };
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
  return name === undefined ? undefined : [{ kind: 'variable', text: name, line, spaced: false }];
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

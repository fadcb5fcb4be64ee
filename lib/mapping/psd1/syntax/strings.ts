import { Refusal } from './refusal';
import { countLines, deepest, type Source, type Token, take } from './source';

const escapes: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const variable = /(?:[\p{L}\p{Nd}_:]+|\{[^}"]*\}|[?^$])/uy;

/** Reads the tokens of a `$( )` in a string. */
type ReadTokens = (source: Source, inString: true) => Token[];

/** Reads a single-quoted string. Only a doubled quotation mark is special in it. */
export function readSingleQuoted(source: Source): string {
  const { line } = source;
  source.at++;
  let value = '';
  for (;;) {
    const { text, mark } = readTo(source, /['‘’‚‛]/g, line);
    value += text;
    const next = source.text[source.at] ?? '';
    if (mark !== "'") throw curly(source, mark);
    if (/[‘’‚‛]/.test(next)) throw curly(source, next);
    if (next !== "'") return value;
    value += "'";
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
    } else if (mark !== '"' || /[“”„]/.test(next)) {
      throw curly(source, mark === '"' ? next : mark);
    } else if (next === '"') {
      add('"');
      source.at++;
    } else {
      const [only] = parts;
      if (parts.length === 1 && typeof only === 'string') return { kind: 'text', text: only };
      return { kind: 'template', text: 'a string with something put into it', parts };
    }
  }
}

/** Reads `$( )` or a variable in a string; `undefined` when `$` is a plain character. */
function readInserted(source: Source, readTokens: ReadTokens): readonly Token[] | undefined {
  const { line } = source;
  if (source.text[source.at] === '(') {
    source.at++;
    if (++source.depth > deepest) throw new Refusal(line, `more than ${deepest} brackets in one another`);
    const tokens = readTokens(source, true);
    source.depth--;
    return tokens;
  }
  const name = take(source, variable);
  return name === undefined ? undefined : [{ kind: 'interpolated', text: `$${name}`, line, spaced: false }];
}

function readEscape(source: Source): string {
  const next = source.text[source.at] ?? '';
  if (/[0eu\r\n]/.test(next))
    throw new Refusal(source.line, 'of the escapes, only `` `" `\' `$ `a `b `f `n `r `t `v are read');
  source.at++;
  return escapes[next] ?? next;
}

/** Reads the text before the next mark, and skips the mark. */
function readTo(source: Source, marks: RegExp, startLine: number): { text: string; mark: string } {
  marks.lastIndex = source.at;
  const found = marks.exec(source.text);
  if (found === null) throw new Refusal(startLine, 'the string is never closed');
  const text = source.text.slice(source.at, found.index);
  source.line += countLines(text);
  source.at = found.index + 1;
  return { text, mark: found[0] };
}

const curly = ({ line }: Source, mark: string): Refusal =>
  new Refusal(line, `${mark} is a quotation mark to PowerShell, and ends this string: write it between the other kind`);

import { type Cursor, expect, isSymbol, peek, skip, skipBreaks, skipLines, skipTo } from './cursor';
import { Refusal, refuse } from './refusal';
import type { Token } from './source';

/** A value of a psd1 file: a string, a script block as its tokens, a hashtable or an array. */
export type Data =
  | { kind: 'text'; text: string; line: number }
  | { kind: 'script'; tokens: readonly Token[]; line: number }
  | Table
  | { kind: 'array'; elements: Data[]; line: number }
  | { kind: 'refused'; refusal: Refusal; line: number };

export interface Table {
  kind: 'table';
  entries: Entry[];
  line: number;
}

export interface Entry {
  key: string;
  value: Data;
  line: number;
}

/**
 * Parses the one hashtable of a psd1 file; what stands around it is passed over. A value that cannot be parsed becomes `refused`, and
 * parsing continues.
 * @throws Refusal when the hashtable itself cannot be parsed
 */
export function parseData(tokens: readonly Token[]): Table {
  const cursor: Cursor = { tokens, at: 0 };
  skipTo(cursor, (token) => isSymbol(token, '@{')); // before it: $x =, return, [ordered]
  const { text, line } = peek(cursor);
  if (!skip(cursor, '@{')) refuse(`the file must hold a hashtable, @{ … }, but ends with ${text}`, line);
  const table = parseTable(cursor, line);
  const rest: Cursor = { tokens, at: cursor.at };
  skipTo(rest, (token) => isSymbol(token, '@{'));
  const another = peek(rest);
  if (isSymbol(another, '@{')) refuse('a second hashtable: Import-PowerShellDataFile reads one alone', another.line);
  return table;
}

function parseTable(cursor: Cursor, line: number): Table {
  const entries: Entry[] = [];
  skipBreaks(cursor);
  while (!skip(cursor, '}')) {
    const { kind, text: key, line: keyLine } = peek(cursor);
    if (kind !== 'word' && kind !== 'text') refuse(`a key must be a name or a string, but here is ${key}`, keyLine);
    cursor.at++;
    if (!isSymbol(peek(cursor), '='))
      refuse(`= is missing after ${key}; a key of more than letters, digits and _ stands in quotation marks`, keyLine);
    cursor.at++;
    entries.push({ key, line: keyLine, value: parseEntryValue(cursor) });
    skipBreaks(cursor);
  }
  return { kind: 'table', entries, line };
}

const endsEntry = (token: Token): boolean => token.kind === 'newline' || isSymbol(token, ';');

/** Parses a value up to the separator of the next entry. */
function parseEntryValue(cursor: Cursor): Data {
  skipLines(cursor);
  const { line } = peek(cursor);
  const start = cursor.at;
  try {
    const value = parseValue(cursor);
    const next = peek(cursor);
    if (endsEntry(next) || isSymbol(next, '}')) return value;
    refuse(notAValue(next), next.line);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const read = cursor.at;
    cursor.at = start; // back outside the value's brackets
    skipTo(
      cursor,
      (token) => cursor.at >= read && endsEntry(token) && !isSymbol(cursor.tokens[cursor.at - 1] ?? token, ','),
    );
    return { kind: 'refused', refusal: error, line };
  }
}

/** Parses a value, or an array of several with commas between them. */
function parseValue(cursor: Cursor): Data {
  const { line } = peek(cursor);
  const elements = [parseItem(cursor)];
  while (skip(cursor, ',')) {
    skipLines(cursor);
    elements.push(parseItem(cursor));
  }
  const [only] = elements;
  return only !== undefined && elements.length === 1 ? only : { kind: 'array', elements: flat(elements), line };
}

function parseItem(cursor: Cursor): Data {
  const token = peek(cursor);
  const { line } = token;
  cursor.at++;
  if (token.kind === 'text') return { kind: 'text', text: token.text, line };
  if (isSymbol(token, '[') && skipOrdered(cursor)) return parseTable(cursor, line);
  if (isSymbol(token, '@{')) return parseTable(cursor, line);
  if (isSymbol(token, '@(')) return { kind: 'array', elements: parseElements(cursor), line };
  if (isSymbol(token, '{')) {
    const start = cursor.at;
    skipTo(cursor, () => false);
    const tokens = cursor.tokens.slice(start, cursor.at);
    const { line: endLine } = peek(cursor);
    expect(cursor, '}');
    return { kind: 'script', tokens: [...tokens, { kind: 'end', text: '}', line: endLine, spaced: true }], line };
  }
  if (isSymbol(token, '(')) {
    skipLines(cursor);
    const value = parseValue(cursor);
    skipLines(cursor);
    expect(cursor, ')');
    return value;
  }
  cursor.at--;
  refuse(notAValue(token), line);
}

/** Skips `ordered]@{` and its like: the order of keys means nothing in JSON. */
function skipOrdered(cursor: Cursor): boolean {
  const [type, close, open] = cursor.tokens.slice(cursor.at, cursor.at + 3);
  const isTable =
    /^(?:ordered|hashtable|pscustomobject)$/i.test(type?.text ?? '') && close?.text === ']' && open?.text === '@{';
  if (isTable) cursor.at += 3;
  return isTable;
}

/** Parses the elements of `@( )`, separated by commas, line breaks or `;`. */
function parseElements(cursor: Cursor): Data[] {
  const elements: Data[] = [];
  skipBreaks(cursor);
  while (!skip(cursor, ')')) {
    const value = parseValue(cursor);
    // PowerShell flattens @( ) by one level: in `@( 'A', 'B' )` the comma already makes an array
    elements.push(...(value.kind === 'array' ? value.elements : [value]));
    const next = peek(cursor);
    if (!skipBreaks(cursor) && !isSymbol(next, ')')) refuse(notAValue(next), next.line);
  }
  return elements;
}

function flat(elements: Data[]): Data[] {
  const nested = elements.find(({ kind }) => kind === 'array');
  if (nested !== undefined) refuse('an array in an array has no place in a SCIM user', nested.line);
  return elements;
}

function notAValue({ kind, text }: Token): string {
  if (kind === 'template') return 'nothing can be put into a string outside a script block: write { "…" }';
  if (kind === 'variable')
    return `$${text} is no value of a mapping: a constant stands in a script block, { $${text} }`;
  if (kind === 'number') return `${text} is no value of a mapping: a constant stands in a script block, { ${text} }`;
  return `${text} is no value of a mapping: write the name of a column, a script block, a hashtable or an array`;
}

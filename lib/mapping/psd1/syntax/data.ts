import { type Cursor, expect, isSymbol, next, peek, skip, skipBreaks, skipLines, skipTo } from './cursor';
import { Refusal, refuse } from './refusal';
import type { Token } from './source';

/** A value of a psd1 file: a string, a script block as its tokens, a hashtable or an array. */
export type Data =
  | { kind: 'text'; text: string; line: number }
  | { kind: 'script'; tokens: readonly Token[]; line: number }
  | Table
  | { kind: 'array'; elements: readonly Data[]; line: number }
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
 * Parses the one hashtable of a psd1 file; what is around it is passed over. A value that
 * cannot be parsed becomes `refused`. @throws Refusal when the hashtable itself cannot be parsed
 */
export function parseData(tokens: readonly Token[]): Table {
  const cursor: Cursor = { tokens, at: 0 };
  const isTable = (token: Token): boolean => isSymbol(token, '@{');
  skipTo(cursor, isTable); // before it: $x =, return, [ordered]
  const { text, line } = next(cursor);
  if (text !== '@{') refuse(`the file must hold a hashtable, @{ … }, but ends with ${text}`, line);
  const table = parseTable(cursor, line);
  skipTo(cursor, isTable);
  const another = peek(cursor);
  if (isTable(another)) refuse('a second hashtable: Import-PowerShellDataFile reads only one', another.line);
  return table;
}

function parseTable(cursor: Cursor, line: number): Table {
  const entries: Entry[] = [];
  skipBreaks(cursor);
  while (!skip(cursor, '}')) {
    const { kind, text: key, line: keyLine } = peek(cursor);
    if (kind !== 'word' && kind !== 'text') refuse(`a key must be a name or a string, but here is ${key}`, keyLine);
    cursor.at++;
    if (!skip(cursor, '='))
      refuse(`= is missing after ${key}; a key of more than letters, digits and _ needs quotation marks`, keyLine);
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
    const behind = peek(cursor);
    return endsEntry(behind) || isSymbol(behind, '}') ? value : refuse(notAValue(behind), behind.line);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const read = cursor.at;
    cursor.at = start; // back outside the value's brackets
    const goesOn = (token: Token): boolean => isSymbol(cursor.tokens[cursor.at - 1] ?? token, ',');
    skipTo(cursor, (token) => cursor.at >= read && endsEntry(token) && !goesOn(token));
    return { kind: 'refused', refusal: error, line };
  }
}

/** Parses a value, or an array of several with commas between them. */
function parseValue(cursor: Cursor): Data {
  const first = parseItem(cursor);
  const elements = [first];
  while (skip(cursor, ',')) {
    skipLines(cursor);
    elements.push(parseItem(cursor));
  }
  if (elements.length === 1) return first;
  const nested = elements.find(({ kind }) => kind === 'array');
  if (nested !== undefined) refuse('an array in an array has no place in a SCIM user', nested.line);
  return { kind: 'array', elements, line: first.line };
}

function parseItem(cursor: Cursor): Data {
  const token = peek(cursor);
  const { line } = token;
  if (token.kind === 'text') return { kind: 'text', text: next(cursor).text, line };
  if (skip(cursor, '@{') || skipOrdered(cursor)) return parseTable(cursor, line);
  if (skip(cursor, '@(')) return { kind: 'array', elements: parseElements(cursor), line };
  if (skip(cursor, '{')) {
    const start = cursor.at;
    skipTo(cursor, () => false);
    const end: Token = { ...peek(cursor), kind: 'end' };
    const tokens = [...cursor.tokens.slice(start, cursor.at), end];
    expect(cursor, '}');
    return { kind: 'script', tokens, line };
  }
  if (!skip(cursor, '(')) refuse(notAValue(token), line);
  skipLines(cursor);
  const value = parseValue(cursor);
  skipLines(cursor);
  expect(cursor, ')');
  return value;
}

/** Skips `[ordered]@{` and its like: the order of keys means nothing in JSON. */
function skipOrdered(cursor: Cursor): boolean {
  const written = cursor.tokens.slice(cursor.at, cursor.at + 4).map(({ text }) => text);
  const isTable = /^\[(?:ordered|hashtable|pscustomobject)\]@\{$/i.test(written.join(''));
  if (isTable) cursor.at += written.length;
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
    const behind = peek(cursor);
    if (!skipBreaks(cursor) && !isSymbol(behind, ')')) refuse(notAValue(behind), behind.line);
  }
  return elements;
}

function notAValue({ kind, text }: Token): string {
  if (kind === 'template') return 'nothing can be put into a string outside a script block: write { "…" }';
  const written = kind === 'variable' ? `$${text}` : text;
  if (kind === 'variable' || kind === 'number')
    return `${written} is no value of a mapping: a constant needs a script block, { ${written} }`;
  return `${text} is no value of a mapping: write the name of a column, a script block, a hashtable or an array`;
}

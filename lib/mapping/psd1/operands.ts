import type { Expression } from './expression';
import { type Cursor, isSymbol, peek } from './syntax/cursor';
import { Refusal } from './syntax/refusal';
import type { Token } from './syntax/source';
import { untranslatable } from './untranslatable';

const constants = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Translates a variable to a constant or to a column of the record `$_`. */
export function readVariable(cursor: Cursor, token: Token): Expression {
  const { line } = token;
  const name = token.text.toLowerCase();
  const constant = constants.get(name);
  if (constant !== undefined) return { kind: 'literal', value: constant, line };
  const [dot, column] = [peek(cursor), cursor.tokens[cursor.at + 1]];
  if ((name !== '_' && name !== 'psitem') || ((!isSymbol(dot, '.') || dot.spaced) && !isSymbol(dot, '[')))
    throw new Refusal(line, untranslatable(token));
  if (
    !isSymbol(dot, '.') ||
    column === undefined ||
    (column.kind !== 'word' && column.kind !== 'text') ||
    column.spaced
  )
    throw new Refusal(line, "a column is read as $_.Column or $_.'Column'");
  cursor.at += 2;
  return { kind: 'column', name: column.text, line };
}

/** Parses an integer. Other numbers of PowerShell (`1.50`, `1kb`, `0x10`) are refused. */
export function integer(text: string, line: number): number {
  const value = Number(text);
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(value))
    throw new Refusal(line, `${text}: of numbers, only whole ones can be translated`);
  return value || 0; // no negative zero
}

import type { Token } from '../syntax/source';

const statements = new Set([
  ...'begin break class continue data do dynamicparam end exit filter for foreach function param process'.split(' '),
  ...'return switch throw trap try using while'.split(' '),
]);

const symbols: Readonly<Record<string, string>> = {
  '|': 'a pipeline',
  '=': 'an assignment',
  '::': 'a static member',
  '[': 'a cast or an index',
  '(': 'a method call',
  '&': 'a call',
  '{': 'a script block in a script block',
  '@{': 'a hashtable in a script block',
  '@(': 'an array',
  '-': 'subtraction',
  '.': 'a dot with a space before it',
  '*': 'multiplication',
  '/': 'division',
  '%': 'the remainder %',
  '..': 'a range',
  '>': 'a redirection',
  '<': 'a redirection',
  '?': 'the operator ?',
};

/** Describes why a token of a script block cannot be translated. */
export function untranslatable({ kind, text }: Token): string {
  if (kind === 'operator') return `the operator ${text} cannot be translated`;
  if (kind === 'variable') {
    return /^(_|psitem)$/i.test(text)
      ? 'the whole record cannot be translated: name a column, $_.Column'
      : `the variable $${text} cannot be translated: only $_, $true, $false and $null are known`;
  }
  if (kind === 'word') {
    if (statements.has(text.toLowerCase())) return `the statement ${text} cannot be translated`;
    const why = text.includes('-') ? 'Get-Date -Format is the only supported command' : 'a text needs quotation marks';
    return `the command ${text} cannot be translated: ${why}`;
  }
  if (kind === 'symbol') return `${symbols[text] ?? text} cannot be translated`;
  return kind === 'text' || kind === 'template' || kind === 'number'
    ? 'a second value, with no operator before it'
    : `something is missing before ${text}`;
}

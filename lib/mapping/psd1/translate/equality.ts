import { binary, type Cel, call, constant, listOf, sumOf } from './cel';
import { toCel } from './convert';
import { knownText } from './known';
import { escapePattern } from './patterns';
import type { Value } from './value';

/** Compares a text with others without case. `(?i)` knows all letters, `lowerAscii` only A to Z. */
export function sameText(text: Value, others: readonly Value[]): Cel {
  const [other] = others;
  const isOne = other !== undefined && others.length === 1;
  if (isOne && knownText(other) === undefined && knownText(text) !== undefined) return sameText(other, [text]);
  if (others.map(knownText).some((known) => known === undefined || hasCase(known)))
    return call(toCel(text), 'matches', pattern(others));
  return isOne ? binary(toCel(text), '==', toCel(other)) : binary(toCel(text), 'in', listOf(others.map(toCel)));
}

const hasCase = (text: string): boolean => text.toLowerCase() !== text || text.toUpperCase() !== text;

/** Creates a pattern that matches one of the texts completely. `\Q` and `\E` quote a text. */
function pattern(texts: readonly Value[]): Cel {
  const [before, after] = texts.length > 1 ? ['(?i)^(?:', ')$'] : ['(?i)^', '$'];
  const parts: Cel[] = [];
  let known = before;
  for (const [index, text] of texts.entries()) {
    const literal = knownText(text);
    if (index > 0) known += '|';
    if (literal === undefined) {
      parts.push(constant(`${known}\\Q`), call(toCel(text), 'replace', constant('\\E'), constant('\\E\\\\E\\Q')));
      known = '\\E';
    } else known += escapePattern(literal);
  }
  return sumOf([...parts, constant(known + after)]);
}

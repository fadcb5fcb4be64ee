import { binary, type Cel, constant, level, within } from './cel';

export interface Operand {
  cel: Cel;
  /** The text, when it is a literal. */
  literal: string | undefined;
}

/**
 * Creates the comparison of a text with others that ignores case. A pattern with `(?i)` ignores the
 * case of all letters; `lowerAscii` only that of A to Z.
 */
export function sameText(text: Operand, others: readonly Operand[]): Cel {
  const [other] = others;
  const turned = others.length === 1 && other?.literal === undefined && text.literal !== undefined;
  if (other !== undefined && turned) return sameText(other, [text]);
  const literals = others.map(({ literal }) => literal).filter((literal) => literal !== undefined);
  if (literals.length < others.length || literals.some(hasCase))
    return { text: `${within(text.cel, level.member)}.matches(${pattern(others).text})`, level: level.member };
  const constants = literals.map(constant);
  const [only] = constants;
  if (only !== undefined && constants.length === 1) return binary(text.cel, '==', only, level.relation);
  const list = `[${constants.map(({ text }) => text).join(', ')}]`;
  return binary(text.cel, 'in', { text: list, level: level.member }, level.relation);
}

const hasCase = (text: string): boolean => text.toLowerCase() !== text || text.toUpperCase() !== text;

/**
 * Creates a pattern that matches one of the texts completely. `\Q` and `\E` quote a text. An `\E`
 * in the text itself is escaped.
 */
function pattern(texts: readonly Operand[]): Cel {
  const [before, after] = texts.length > 1 ? ['(?i)^(?:', ')$'] : ['(?i)^', '$'];
  const parts: Cel[] = [];
  let known = before;
  texts.forEach(({ cel, literal }, index) => {
    known += index > 0 ? '|' : '';
    if (literal !== undefined) {
      known += literal.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
      return;
    }
    parts.push(constant(`${known}\\Q`), {
      text: `${within(cel, level.member)}.replace(${constant('\\E').text}, ${constant('\\E\\\\E\\Q').text})`,
      level: level.member,
    });
    known = '\\E';
  });
  parts.push(constant(known + after));
  return parts.reduce((left, right) => binary(left, '+', right, level.sum));
}

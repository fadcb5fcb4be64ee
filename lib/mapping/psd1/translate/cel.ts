/** The text of a CEL expression and the precedence of its outermost operator. */
export interface Cel {
  text: string;
  level: number;
}

/** More than an expression of a mapping can have (`maxExpressionLength`): parts grow together. */
const longest = 10_000;

/** A script block becomes more CEL than an expression can have. */
export class TooLongError extends RangeError {}

/** @throws TooLongError */
function checkLength(cel: Cel): Cel {
  if (cel.text.length > longest) throw new TooLongError();
  return cel;
}

/** The precedence levels of CEL, lowest first (CEL language definition, "Syntax"). */
export const level = { conditional: 0, or: 1, and: 2, relation: 3, sum: 4, unary: 5, member: 6 } as const;

/** Adds parentheses when the surrounding operator has a higher precedence. */
export const within = ({ text, level }: Cel, least: number): string => (level < least ? `(${text})` : text);

/** Creates the expression of a left-associative operator. */
export function binary(left: Cel, operator: string, right: Cel, at: number): Cel {
  return checkLength({ text: `${within(left, at)} ${operator} ${within(right, at + 1)}`, level: at });
}

/** Creates `condition ? then : otherwise`. */
export function conditional(condition: Cel, then: Cel, otherwise: Cel): Cel {
  return checkLength({
    text: `${within(condition, level.or)} ? ${within(then, level.or)} : ${otherwise.text}`,
    level: level.conditional,
  });
}

/** Creates the call of a method. */
export const call = (target: Cel, name: string, ...args: readonly Cel[]): Cel =>
  checkLength({
    text: `${within(target, level.member)}.${name}(${args.map(({ text }) => text).join(', ')})`,
    level: level.member,
  });

/** Creates a negation. */
export const not = (operand: Cel): Cel => ({ text: `!${within(operand, level.member)}`, level: level.unary });

/** Creates a literal. */
export const constant = (value: string | number | boolean | null): Cel => ({
  text: typeof value === 'string' ? quoted(value) : String(value),
  level: level.member,
});

/** Creates `row['Column']`. */
export const field = (column: string): Cel => ({ text: `row[${quoted(column)}]`, level: level.member });

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(text: string): string {
  const escaped = text.replace(
    /[\\'\p{Cc}]/gu,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${escaped}'`;
}

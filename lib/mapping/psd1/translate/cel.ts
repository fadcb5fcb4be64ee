/** The text of a CEL expression and the precedence of its outermost operator. */
export interface Cel {
  text: string;
  level: number;
}

/** More than an expression of a mapping can have (`maxExpressionLength`): parts grow together. */
const longest = 10_000;

/** A script block becomes more CEL than an expression can have. */
export class TooLongError extends RangeError {}

/** The precedence of CEL's operators, lowest first (CEL language definition, "Syntax"). */
const levels = {
  ...{ '||': 1, '&&': 2 },
  ...{ '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3, in: 3 },
  ...{ '+': 4, '-': 4 },
};
const [conditionalLevel, negationLevel, memberLevel] = [0, 5, 6];

/** @throws TooLongError */
function cel(text: string, level: number): Cel {
  if (text.length > longest) throw new TooLongError();
  return { text, level };
}

/** An expression that never needs parentheses: a literal, a name, a call. */
export const whole = (text: string): Cel => ({ text, level: memberLevel });

/** Adds parentheses when the surrounding operator has a higher precedence. */
const within = ({ text, level }: Cel, least: number): string => (level < least ? `(${text})` : text);

/** Creates the expression of an operator, which are all left-associative. */
export function binary(left: Cel, operator: keyof typeof levels, right: Cel): Cel {
  const at = levels[operator];
  return cel(`${within(left, at)} ${operator} ${within(right, at + 1)}`, at);
}

/** Creates `condition ? then : otherwise`. */
export const conditional = (condition: Cel, then: Cel, otherwise: Cel): Cel =>
  cel(`${within(condition, levels['||'])} ? ${within(then, levels['||'])} : ${otherwise.text}`, conditionalLevel);

const texts = (items: readonly Cel[]): string => items.map(({ text }) => text).join(', ');

/** Creates the call of a method. */
export const call = (target: Cel, name: string, ...args: readonly Cel[]): Cel =>
  cel(`${within(target, memberLevel)}.${name}(${texts(args)})`, memberLevel);

/** Creates `[a, b]`. */
export const listOf = (items: readonly Cel[]): Cel => whole(`[${texts(items)}]`);

/** Creates `a + b`, of at least one. */
export const sumOf = (parts: readonly Cel[]): Cel => parts.reduce((left, right) => binary(left, '+', right));

/** Creates a negation. */
export function not(operand: Cel): Cel {
  if (operand.text === 'true' || operand.text === 'false') return constant(operand.text === 'false');
  return { text: `!${within(operand, memberLevel)}`, level: negationLevel };
}

/** Creates a literal. */
export const constant = (value: string | number | boolean | null): Cel =>
  whole(typeof value === 'string' ? quoted(value) : String(value));

/** Creates `row['Column']`. */
export const field = (column: string): Cel => whole(`row[${quoted(column)}]`);

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeCode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quoted = (text: string): string =>
  `'${text.replace(/[\\'\p{Cc}]/gu, (character) => escapes[character] ?? escapeCode(character))}'`;

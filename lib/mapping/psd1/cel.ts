/** A CEL expression's text, and how tightly its outermost operator binds. */
export interface Cel {
  text: string;
  level: number;
}

/** CEL's levels, from loose to tight (its language definition, "Syntax"). */
export const level = { conditional: 0, or: 1, and: 2, relation: 3, sum: 4, unary: 5, member: 6 } as const;

/** A text in parentheses where what stands around it binds more tightly. */
export const within = ({ text, level }: Cel, least: number): string => (level < least ? `(${text})` : text);

/** Two operands of an operator that goes from left to right. */
export function binary(left: Cel, operator: string, right: Cel, at: number): Cel {
  return { text: `${within(left, at)} ${operator} ${within(right, at + 1)}`, level: at };
}

/** A choice between two values. */
export function conditional(condition: Cel, then: Cel, otherwise: Cel): Cel {
  return {
    text: `${within(condition, level.or)} ? ${within(then, level.or)} : ${otherwise.text}`,
    level: level.conditional,
  };
}

/** What is not so. */
export const not = (operand: Cel): Cel => ({ text: `!${within(operand, level.member)}`, level: level.unary });

/** A value as it is written. */
export const constant = (value: string | number | boolean | null): Cel => ({
  text: typeof value === 'string' ? quoted(value) : String(value),
  level: level.member,
});

/** The text of a record's field. */
export const field = (column: string): Cel => ({ text: `row[${quoted(column)}]`, level: level.member });

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(text: string): string {
  const escaped = text.replace(
    /[\\'\p{Cc}]/gu,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${escaped}'`;
}

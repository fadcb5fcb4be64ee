/** What moves a terminal's cursor, or turns its text around. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text for a terminal: a field of a record, or a column's name, may hold whatever somebody wrote into it. */
export const printable = (text: string): string => text.replace(unprintable, ' ');

/** The same JSON, indented; what a terminal would obey is written as \u, as JSON allows. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(unprintable, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

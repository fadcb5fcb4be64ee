/** Characters that move a terminal's cursor or change the text direction. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Makes text safe for a terminal. Fields and column names can contain any character. */
export const replaceControlCharacters = (text: string): string => text.replace(unprintable, ' ');

/**
 * Formats JSON with indentation. Control characters are written as \u escapes, which JSON allows.
 */
export const stringifyPrintable = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(unprintable, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * Characters that nobody sees: soft hyphen, zero-width and direction marks, word joiner, byte order
 * mark.
 */
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const outer = /^[\s\u00ad\u200b-\u200f\u2060\ufeff]+|[\s\u00ad\u200b-\u200f\u2060\ufeff]+$/g;

const isVisible = (unit: number): boolean => unit > 0x20 && unit < 0x7f;

/** A text without white space and invisible characters at its ends. */
export function trimOuter(text: string): string {
  if (text === '' || (isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1)))) return text;
  return text.replace(outer, '');
}

/** A text without invisible characters anywhere, and without white space at its ends. */
export const dropInvisible = (text: string): string => text.replace(invisible, '').trim();

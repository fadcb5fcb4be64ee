import { listWords } from './synonyms';

/** A column of an export, and what its fields hold. */
export interface Column {
  name: string;
  /** The name's words, in lower case and without marks. */
  words: readonly string[];
  /** The field of each record, `''` where it is empty. */
  fields: readonly string[];
  /** The filled fields' texts, each once, with its count. */
  texts: ReadonlyMap<string, number>;
  /** How many fields are filled. */
  filled: number;
}

/** Summarizes the columns of some records. */
export function summarizeColumns(
  header: readonly string[],
  records: readonly (readonly string[])[],
  isEmpty: (text: string) => boolean,
): Column[] {
  return header.map((name, index) => {
    const fields = records.map((record) => {
      const text = (record[index] ?? '').trim();
      return isEmpty(text) ? '' : text;
    });
    const texts = new Map<string, number>();
    for (const text of fields) if (text !== '') texts.set(text, (texts.get(text) ?? 0) + 1);
    const filled = fields.filter((text) => text !== '').length;
    return { name, words: wordsOf(name), fields, texts, filled };
  });
}

/**
 * Splits a name into words: `LegalFirstName`, `LEGAL_FIRST_NAME` and `Legal first name` have the
 * same.
 */
export const wordsOf = (name: string): string[] =>
  withoutMarks(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/['’]s\b/g, 's'))
    .split(/[^\p{L}\p{N}#]+/u)
    .filter((word) => word !== '');

/** A text in lower case, without marks on its letters. */
export const withoutMarks = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();

/** The share of a column's filled fields that pass a test: 0 for an empty column. */
export function shareOf({ texts, filled }: Column, test: (text: string) => boolean): number {
  let passed = 0;
  for (const [text, count] of texts) if (test(text)) passed += count;
  return filled === 0 ? 0 : passed / filled;
}

/** Whether nearly all filled fields of a column pass a test. */
export const isMostly = (column: Column, test: (text: string) => boolean, share = 0.9): boolean =>
  shareOf(column, test) >= share;

/** How many of a column's filled fields hold a text of their own: 1 when no text repeats. */
export const distinctShare = ({ texts, filled }: Column): number => (filled === 0 ? 0 : texts.size / filled);

export const isMail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text);
export const isPhone = (text: string): boolean => /^\+?[\d\s()./-]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$/i.test(text);
export const isId = (text: string): boolean => /^[\p{L}\p{N}._/-]{1,40}$/u.test(text);
export const isUserName = (text: string): boolean => /^[^\s,;]{2,}$/.test(text);
export const isName = (text: string): boolean => /\p{L}/u.test(text) && !/[\d@]/.test(text);
export const isDescription = (text: string): boolean => /\p{L}{2}/u.test(text) && !text.includes('@');
export const isLanguage = (text: string): boolean => /^[a-z]{2,3}(?:[-_][a-z]{2,4})?$/i.test(text);
export const isPostalCode = (text: string): boolean => /^(?=.*\d)[\p{L}\d][\p{L}\d -]{2,9}$/u.test(text);

/** Creates a check whether a text is one of some words, whatever its case and marks. */
export function createWordCheck(words: string | readonly string[]): (text: string) => boolean {
  const list = typeof words === 'string' ? listWords(words) : words;
  const known = new Set(list.map((word) => wordsOf(word).join(' ')));
  return (text) => known.has(wordsOf(text).join(' '));
}

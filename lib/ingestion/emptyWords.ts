import type { CsvRecord } from '../csv/record';

/** Replaces the words that mean empty. */
export function createEmptyWords(words: readonly string[]): (record: CsvRecord) => CsvRecord {
  if (words.length === 0) return (record) => record;
  const empty = new Set(words.map((word) => word.trim().toLowerCase()));
  const longest = Math.max(...words.map((word) => word.trim().length));
  const isEmptyWord = (field: string): boolean => {
    const text = field.trim();
    return text.length <= longest && empty.has(text.toLowerCase());
  };
  return (record) =>
    record.fields.some(isEmptyWord)
      ? { ...record, fields: record.fields.map((field) => (isEmptyWord(field) ? '' : field)) }
      : record;
}

import type { ColumnLeaf, LeafType, Scalar } from '../types';
import { createDateTimesParser } from './dates/dateTime';

/**
 * Converts a field's text, or a value from `lookup`, to the leaf's type; `undefined` when it cannot
 * be converted.
 */
export type ParseValue = (input: Scalar) => Scalar | undefined;

/**
 * Creates the parser of a leaf on an attribute of the given type. Strings stay unchanged. Other
 * types ignore case and surrounding spaces.
 */
export function createValueParser(leaf: ColumnLeaf, attributeType: LeafType): ParseValue {
  if (leaf.equals !== undefined) {
    const wanted = new Set([leaf.equals].flat().map(foldCase));
    return (input) => wanted.has(foldCase(String(input))); // outer spaces count: csv.trim drops them
  }
  if (leaf.type === 'dateTime') {
    const parse = createDateTimesParser(leaf);
    return (input) => (typeof input === 'string' ? parse(input.trim()) : undefined);
  }
  if (leaf.type === 'boolean') return createBooleanParser(leaf.true ?? ['true'], leaf.false ?? ['false']);
  return createTypeParser(leaf.type ?? attributeType);
}

/** Creates the parser of a type without options. */
export function createTypeParser(type: LeafType): ParseValue {
  if (type === 'boolean') return createBooleanParser(['true'], ['false']);
  if (type === 'integer') return parseInteger;
  if (type === 'any') return (input) => input;
  return (input) => (typeof input === 'string' ? input : undefined);
}

/** Prefers an exact match, so that words that differ only in case can have different meanings. */
function createBooleanParser(trueWords: readonly string[], falseWords: readonly string[]): ParseValue {
  const values = new Map<string, boolean>();
  for (const word of falseWords) values.set(foldText(word), false);
  for (const word of trueWords) values.set(foldText(word), true);
  for (const word of falseWords) values.set(word, false);
  for (const word of trueWords) values.set(word, true);
  return (input) =>
    typeof input === 'string'
      ? (values.get(input) ?? values.get(foldText(input)))
      : typeof input === 'boolean'
        ? input
        : undefined;
}

function parseInteger(input: Scalar): number | undefined {
  if (typeof input === 'string' && !/^\s*[+-]?\d+\s*$/.test(input)) return undefined;
  if (typeof input !== 'string' && typeof input !== 'number') return undefined;
  const value = Number(input);
  return Number.isSafeInteger(value) ? value || 0 : undefined; // `|| 0`: no negative zero
}

/** A text for comparisons without case and Unicode form. */
const foldCase = (text: string): string => text.toLowerCase().normalize('NFC');
/** A text for comparisons without case, Unicode form and outer spaces. */
export const foldText = (text: string): string => foldCase(text.trim());

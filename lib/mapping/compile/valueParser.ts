import type { ColumnLeaf, LeafType, Scalar } from '../types';
import { createDateTimesParser } from './dates/dateTime';

/**
 * Converts a field's text, or a value from `lookup`, to the leaf's type; `undefined` when it cannot
 * be converted.
 */
export type ParseValue = (given: Scalar) => Scalar | undefined;

/**
 * Creates the parser of a leaf on an attribute of the given type. Strings stay unchanged. Other
 * types ignore case and surrounding spaces.
 */
export function createValueParser(leaf: ColumnLeaf, attributeType: LeafType): ParseValue {
  if (leaf.equals !== undefined) {
    const wanted = new Set([leaf.equals].flat().map(foldCase));
    return (given) => wanted.has(foldCase(String(given))); // outer spaces count: csv.trim drops them
  }
  if (leaf.type === 'dateTime') {
    const parse = createDateTimesParser(leaf);
    return (given) => (typeof given === 'string' ? parse(given.trim()) : undefined);
  }
  if (leaf.type === 'boolean') return createBooleanParser(leaf.true ?? ['true'], leaf.false ?? ['false']);
  return createTypeParser(leaf.type ?? attributeType);
}

/** Creates the parser of a type without options. */
export function createTypeParser(type: LeafType): ParseValue {
  if (type === 'boolean') return createBooleanParser(['true'], ['false']);
  if (type === 'integer') return parseInteger;
  if (type === 'any') return (given) => given;
  return (given) => (typeof given === 'string' ? given : undefined);
}

/** Prefers an exact match, so that words that differ only in case can have different meanings. */
function createBooleanParser(trueWords: readonly string[], falseWords: readonly string[]): ParseValue {
  const values = new Map<string, boolean>();
  for (const word of falseWords) values.set(foldText(word), false);
  for (const word of trueWords) values.set(foldText(word), true);
  for (const word of falseWords) values.set(word, false);
  for (const word of trueWords) values.set(word, true);
  return (given) =>
    typeof given === 'string'
      ? (values.get(given) ?? values.get(foldText(given)))
      : typeof given === 'boolean'
        ? given
        : undefined;
}

function parseInteger(given: Scalar): number | undefined {
  if (typeof given === 'string' && !/^\s*[+-]?\d+\s*$/.test(given)) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number') return undefined;
  const value = Number(given);
  return Number.isSafeInteger(value) ? value || 0 : undefined; // `|| 0`: no negative zero
}

/** Case and the Unicode form do not count, … */
const foldCase = (text: string): string => text.toLowerCase().normalize('NFC');
/** … and outer spaces neither. */
export const foldText = (text: string): string => foldCase(text.trim());

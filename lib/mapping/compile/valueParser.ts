import type { LeafType, Scalar } from '../types';
import { dateTimeReader } from './dateTime';

/** A leaf that is fed by a column; which keys go together, the mapping file's schema says. */
export interface ColumnLeaf {
  column: string;
  equals?: string | undefined;
  type?: 'boolean' | 'integer' | 'dateTime' | 'string' | undefined;
  true?: string[] | undefined;
  false?: string[] | undefined;
  format?: string | undefined;
  timeZone?: string | undefined;
  lookup?: Record<string, Scalar> | undefined;
  default?: Scalar | undefined;
}

/** Reads a field's text (or a value that a lookup gave) as what its leaf gives; `undefined` when it does not read as that. */
export type Reader = (given: Scalar) => Scalar | undefined;

/** The reader of a leaf on an attribute of the given type. Text stays as it stands; other types ignore case and outer spaces. */
export function readerOf(leaf: ColumnLeaf, attributeType: LeafType): Reader {
  if (leaf.equals !== undefined) {
    const wanted = fold(leaf.equals);
    return (given) => fold(String(given)) === wanted;
  }
  if (leaf.type === 'dateTime') {
    const read = dateTimeReader(leaf.format, leaf.timeZone);
    return (given) => (typeof given === 'string' ? read(given.trim()) : undefined);
  }
  if (leaf.type === 'boolean') return booleanReader(leaf.true ?? ['true'], leaf.false ?? ['false']);
  return readerOfType(leaf.type ?? attributeType);
}

export function readerOfType(type: LeafType): Reader {
  if (type === 'boolean') return booleanReader(['true'], ['false']);
  if (type === 'integer') return readInteger;
  if (type === 'any') return (given) => given;
  return (given) => (typeof given === 'string' ? given : undefined);
}

/** Matches exactly first, so that two words which differ in case only can mean two things. */
function booleanReader(trueWords: readonly string[], falseWords: readonly string[]): Reader {
  const values = new Map<string, boolean>();
  for (const word of falseWords) values.set(fold(word), false);
  for (const word of trueWords) values.set(fold(word), true);
  for (const word of falseWords) values.set(word, false);
  for (const word of trueWords) values.set(word, true);
  return (given) =>
    typeof given === 'string'
      ? (values.get(given) ?? values.get(fold(given)))
      : typeof given === 'boolean'
        ? given
        : undefined;
}

function readInteger(given: Scalar): number | undefined {
  if (typeof given === 'string' && !/^\s*[+-]?\d+\s*$/.test(given)) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number') return undefined;
  const value = Number(given);
  return Number.isSafeInteger(value) ? value || 0 : undefined; // `|| 0`: no negative zero
}

const fold = (text: string): string => text.trim().toLowerCase();

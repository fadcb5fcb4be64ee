import type { Value, ValueOf } from './value';

export const isLiteral = (value: Value): value is ValueOf<'literal'> => value.kind === 'literal';
export const isNull = (value: Value): boolean => value.kind === 'nothing' || (isLiteral(value) && value.value === null);

/** The text that a value is known to be. */
export const knownText = (value: Value): string | undefined =>
  isLiteral(value) && typeof value.value === 'string' ? value.value : undefined;

/** The number that a value is known to be. */
export const knownNumber = (value: Value): number | undefined =>
  isLiteral(value) && typeof value.value === 'number' ? value.value : undefined;

const branches = (value: Value): readonly Value[] =>
  value.kind === 'if' ? [...branches(value.yes), ...branches(value.no)] : [value];

/** Whether a value may be no output at all, to PowerShell's operators and casts an empty list. */
export const mayHaveNoOutput = (value: Value): boolean => branches(value).some(({ kind }) => kind === 'nothing');

export type ValueType = 'text' | 'boolean' | 'number' | 'null' | 'other';

/** The types that a value can have: several when branches differ. */
export const typesOf = (value: Value): ReadonlySet<ValueType> =>
  new Set(branches(value).flatMap((plain) => (plain.kind === 'several' ? [] : [typeOf(plain)])));

export function typeOf(value: Value): ValueType {
  if (isNull(value)) return 'null';
  if (value.kind === 'text' || value.kind === 'date' || knownText(value) !== undefined) return 'text';
  if (value.kind === 'integer' || knownNumber(value) !== undefined) return 'number';
  return value.kind === 'boolean' || isLiteral(value) ? 'boolean' : 'other';
}

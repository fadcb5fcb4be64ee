import type { LeafType, Scalar } from '../types';
import type { Columns } from './columns';
import type { RecordFindings } from './recordFindings';

/**
 * Reads a leaf's value from a record; `undefined` omits the attribute. Adds what is found out about
 * the record to `findings`.
 */
export type ReadValue = (fields: readonly string[], findings: RecordFindings) => Scalar | undefined;

/** Finds the externalId of the one person of the file whose field in a column is a text. */
export type FindPerson = (column: string, text: string) => string | undefined;

export interface LeafContext {
  /** The leaf's path in the mapping file, for problems and reasons. */
  path: string;
  type: LeafType;
  columns: Columns;
  emptyValue: Scalar | undefined;
  /** IANA, of dates without a zone of their own. */
  timeZone: string;
  /** `yyyy-MM-dd`, in that zone. */
  today: string;
  findPerson: FindPerson | undefined;
  /** Adds a problem of the mapping with this header. */
  addProblem(message: string): void;
  /** Adds a column that the header lacks. */
  addMissing(column: string): void;
}

export interface CompiledLeaf {
  readValue: ReadValue;
  /** Whether the value is the same for every record. */
  constant: boolean;
}

/** Whether a text is empty or only spaces. Nearly always the first character decides. */
export const isEmpty = (text: string): boolean =>
  text === '' || (text.charCodeAt(0) <= 32 || text.charCodeAt(0) > 127 ? text.trim() === '' : false);

export function findColumn(name: string, { columns, addMissing }: LeafContext): number {
  const index = columns.find(name);
  if (index === undefined) addMissing(name);
  return index ?? 0;
}

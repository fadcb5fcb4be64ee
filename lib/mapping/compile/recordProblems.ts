/** What is wrong with one record. No text of a field is told. */
export interface RecordProblems {
  /** Why the record is rejected. */
  rejections: RecordProblem[];
  /**
   * Values of optional attributes that cannot be read: they reject the record of an active person
   * alone.
   */
  invalid: RecordProblem[];
  /** What rejects nothing. */
  notes: RecordNote[];
}

export interface RecordProblem {
  /** The leaf's path in the mapping file. */
  path: string;
  /** The column that it reads, if it is one. */
  column?: string | undefined;
  message: string;
}

export interface RecordNote {
  /**
   * A value that became empty, a word that a lookup does not list, or a manager whom `find` does
   * not find.
   */
  code: 'invalid_value' | 'lookup_unknown' | 'manager_not_found';
  column?: string | undefined;
}

export const createRecordProblems = (): RecordProblems => ({ rejections: [], invalid: [], notes: [] });

/** A problem in words of HR's file: it names the column, where there is one. */
export const formatRecordProblem = ({ path, column, message }: RecordProblem): string =>
  column === undefined ? `${path.replace(/^attributes\./, '')}: ${message}` : `column ${column}: ${message}`;

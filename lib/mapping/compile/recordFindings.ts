/** The time in which a person is active, `yyyy-MM-dd`; the last day is in it. */
export interface ActivePeriod {
  from: string | undefined;
  until: string | undefined;
}

/** What is found out about one record besides its values. It holds no text of a field. */
export interface RecordFindings {
  /** Why the record is rejected. */
  rejections: RecordProblem[];
  /**
   * Values of optional attributes that cannot be read: they reject only the record of an active
   * person.
   */
  invalid: RecordProblem[];
  /** What rejects nothing. */
  notes: RecordNote[];
  /** Where dates decide who is active, and this record's were read. */
  activePeriod?: ActivePeriod;
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
  /** The leaf's path in the mapping file; people see it where there is no column. */
  path?: string | undefined;
}

export const createRecordFindings = (): RecordFindings => ({ rejections: [], invalid: [], notes: [] });

/** A problem in words of HR's file: it names the column, where there is one. */
export const formatRecordProblem = ({ path, column, message }: RecordProblem): string =>
  column === undefined ? `${path.replace(/^attributes\./, '')}: ${message}` : `column ${column}: ${message}`;

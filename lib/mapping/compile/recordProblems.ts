/** What is wrong with one record. No text of a field is told. */
export interface RecordProblems {
  /** Why the record is rejected. */
  rejections: string[];
  /** Values of optional attributes that cannot be read: they reject the record of an active person alone. */
  invalid: string[];
  /** Values that became empty, as their leaf says. */
  notes: string[];
}

export const createRecordProblems = (): RecordProblems => ({ rejections: [], invalid: [], notes: [] });

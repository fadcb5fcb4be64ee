import { isEmpty } from '../../mapping/compile/leafContext';

/** Counts for how many people each mapped column is filled. */
export function createFilled(columns: ReadonlyMap<string, number>) {
  const indexes = [...columns.values()];
  const counts = indexes.map(() => 0);
  return {
    /** Counts a record in, or out again. */
    add(fields: readonly string[], change: 1 | -1 = 1): void {
      for (let index = 0; index < indexes.length; index++) {
        if (!isEmpty(fields[indexes[index] as number] as string)) counts[index] = (counts[index] as number) + change;
      }
    },
    counts: (): Record<string, number> =>
      Object.fromEntries([...columns.keys()].map((name, index) => [name, counts[index] as number])),
  };
}

/**
 * Finds the columns of a header by name. An exact match comes first; otherwise case and surrounding
 * spaces, kinds of spaces and the Unicode form are ignored.
 */
export class Columns {
  readonly #exact: ReadonlyMap<string, number>;
  readonly #folded = new Map<string, number[]>();
  /** The indexes of the columns that `find()` found, by the name that it was given. */
  readonly found = new Map<string, number>();

  constructor(readonly header: readonly string[]) {
    this.#exact = new Map(header.map((name, index) => [name, index]));
    header.forEach((name, index) => {
      const same = this.#folded.get(fold(name));
      if (same === undefined) this.#folded.set(fold(name), [index]);
      else same.push(index); // a new array each time would take quadratic time
    });
  }

  /**
   * Finds a column's index; `undefined` when there is none, or when only several columns match that
   * differ in case and spaces.
   */
  find(name: string): number | undefined {
    const folded = this.#folded.get(fold(name)) ?? [];
    const index = this.#exact.get(name) ?? (folded.length === 1 ? folded[0] : undefined);
    if (index !== undefined) this.found.set(name, index);
    return index;
  }
}

const fold = (name: string): string => name.replace(/\s+/gu, ' ').trim().toLowerCase().normalize('NFC');

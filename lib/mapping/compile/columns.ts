/** A header's column indexes by name: exactly first, then ignoring case and outer spaces. */
export class Columns {
  readonly #exact: ReadonlyMap<string, number>;
  readonly #folded = new Map<string, number[]>();
  /** The columns that were asked for and found, by the names that they were asked for by. */
  readonly found = new Map<string, number>();

  constructor(readonly header: readonly string[]) {
    this.#exact = new Map(header.map((name, index) => [name, index]));
    header.forEach((name, index) => {
      const same = this.#folded.get(fold(name));
      if (same === undefined) this.#folded.set(fold(name), [index]);
      else same.push(index); // a copy each time would take minutes for a header of nothing but spellings
    });
  }

  /** The column's index; `undefined` when there is none, or when several differ in case and spaces only. */
  find(name: string): number | undefined {
    const folded = this.#folded.get(fold(name)) ?? [];
    const index = this.#exact.get(name) ?? (folded.length === 1 ? folded[0] : undefined);
    if (index !== undefined) this.found.set(name, index);
    return index;
  }
}

const fold = (name: string): string => name.trim().toLowerCase();

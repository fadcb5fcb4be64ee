/** Twice 32 bits (FNV-1a, with two primes). */
export function hashText(text: string): { one: number; other: number } {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return { one: one >>> 0, other: other >>> 0 };
}

/**
 * A set of texts by 53 bits of a hash: 16 to 32 bytes each. It keeps no text, since a part of a
 * file's text would keep the whole of it in memory.
 */
export function createTextSet() {
  let table = new Float64Array(2048);
  let size = 0;

  function insert(into: Float64Array, code: number): boolean {
    let place = code % into.length;
    while (into[place] !== 0) {
      if (into[place] === code) return false;
      place = place + 1 === into.length ? 0 : place + 1;
    }
    into[place] = code;
    return true;
  }

  return {
    /** Adds a text. @returns whether it was there already */
    add(text: string): boolean {
      if (2 * size >= table.length) {
        const larger = new Float64Array(2 * table.length);
        for (const code of table) if (code !== 0) insert(larger, code);
        table = larger;
      }
      const { one, other } = hashText(text);
      const isNew = insert(table, 1 + (one >>> 11) * 2 ** 32 + other);
      if (isNew) size++;
      return !isNew;
    },
  };
}

/**
 * Hashes a text to 52 bits: equal texts have equal hashes, other texts nearly always different ones
 * (two rounds of FNV-1a).
 */
export function hashText(text: string): number {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) + index;
  }
  return (a >>> 0) * 0x10_0000 + ((b >>> 12) & 0xf_ffff) + 1; // never 0, which marks a free slot
}

/**
 * A set of texts by their hashes: 16 to 32 bytes each. It keeps no text, since a part of a file's
 * text would keep the whole of it in memory. Two texts with one hash, which is rare, count as equal.
 */
export class TextSet {
  #slots = new Float64Array(1024);
  #size = 0;

  /** Adds a text. @returns whether it is new */
  add(text: string): boolean {
    const hash = hashText(text);
    if (2 * this.#size >= this.#slots.length) this.#grow();
    const index = this.#find(hash);
    if (this.#slots[index] === hash) return false;
    this.#slots[index] = hash;
    this.#size++;
    return true;
  }

  #find(hash: number): number {
    const mask = this.#slots.length - 1;
    let index = (hash % 0x7fff_ffff) & mask;
    while (this.#slots[index] !== 0 && this.#slots[index] !== hash) index = (index + 1) & mask;
    return index;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Float64Array(2 * old.length);
    for (const hash of old) if (hash !== 0) this.#slots[this.#find(hash)] = hash;
  }
}

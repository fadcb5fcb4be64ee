import { personKey } from '../people/person';

/** How many texts are remembered: two numbers each. */
const remembered = 2 ** 18;

/**
 * Collects people who are somebody's manager, by their keys. It keeps no text: a part of a file's
 * text would keep the whole of it in memory. A text that it still remembers costs no hash.
 */
export function createManagers(key: string) {
  const [ones, others] = [new Uint32Array(remembered), new Uint32Array(remembered)];
  const managers = new Set<bigint>();
  return {
    add(externalId: string): void {
      const { one, other } = hashText(externalId);
      const place = one % remembered;
      if (ones[place] === one && others[place] === other) return;
      ones[place] = one;
      others[place] = other;
      managers.add(personKey(externalId, key));
    },
    has: (person: bigint): boolean => managers.has(person),
  };
}

/** Twice 32 bits (FNV-1a, with two primes). */
function hashText(text: string): { one: number; other: number } {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return { one: one >>> 0, other: other >>> 0 };
}

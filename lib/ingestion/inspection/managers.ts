import { personKey } from '../people/person';
import { hashText } from './textSet';

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

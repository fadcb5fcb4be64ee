import { enterpriseUser } from '../../../scim/schemas';
import type { User } from '../../../scim/user';
import { hashText } from '../../../textHash';
import { personKey } from '../../people/person';
import { createGrowingNumbers } from '../growingNumbers';

/** What a user says of the manager; `undefined` for none. */
export function managerOf(user: User): { value: string } | undefined {
  const { manager } = (user[enterpriseUser] ?? {}) as { manager?: { value?: unknown } | null };
  return typeof manager?.value === 'string' && manager.value !== '' ? (manager as { value: string }) : undefined;
}

/** How many texts are remembered: 12 bytes each. */
const remembered = 2 ** 17;

/**
 * Collects who is somebody's manager, and on which lines. It keeps no text: a part of a file's text
 * would keep the whole of it in memory. A text that it still remembers costs no hash.
 */
export function createManagers(key: string) {
  const [hashes, known] = [new Float64Array(remembered), new Uint32Array(remembered)];
  const numbers = new Map<bigint, number>(); // of the managers, counted from 0
  const [named, lines] = [createGrowingNumbers(), createGrowingNumbers()];

  function numberOf(id: string): number {
    const person = personKey(id, key);
    const number = numbers.get(person) ?? numbers.size;
    numbers.set(person, number);
    return number;
  }

  return {
    add(user: User, line: number): void {
      const manager = managerOf(user);
      if (manager === undefined) return;
      const hash = hashText(manager.value);
      const place = hash % remembered;
      if (hashes[place] !== hash) {
        hashes[place] = hash;
        known[place] = numberOf(manager.value);
      }
      named.push(known[place] as number);
      lines.push(line);
    },
    has: (person: bigint): boolean => numbers.has(person),
    /** The lines of the records whose manager is nobody of these people. */
    *linesWithMissingManager(isPerson: (person: bigint) => boolean): Generator<number> {
      const others = new Set<number>();
      for (const [person, number] of numbers) if (!isPerson(person)) others.add(number);
      if (others.size === 0) return;
      const at = lines.values();
      for (const [row, number] of named.values().entries()) if (others.has(number)) yield at[row] as number;
    },
  };
}

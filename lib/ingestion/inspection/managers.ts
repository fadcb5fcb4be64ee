import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { personKey } from '../people/person';
import { hashText } from './textSet';

/** What a user says of the manager; `undefined` for none. */
export function managerOf(user: User): { value: string } | undefined {
  const { manager } = (user[enterpriseUser] ?? {}) as { manager?: { value?: unknown } | null };
  return typeof manager?.value === 'string' && manager.value !== '' ? (manager as { value: string }) : undefined;
}

/** How many texts are remembered: 16 bytes each. */
const remembered = 2 ** 17;

/**
 * Gives the person's key of each user's manager. It keeps no text: a part of a file's text would
 * keep the whole of it in memory. A text that it still remembers costs no hash.
 */
export function createManagerKeys(key: string): (user: User) => bigint | undefined {
  const [ones, others] = [new Uint32Array(remembered), new Uint32Array(remembered)];
  const keys = new BigUint64Array(remembered);
  return (user) => {
    const manager = managerOf(user);
    if (manager === undefined) return undefined;
    const { one, other } = hashText(manager.value);
    const place = one % remembered;
    if (ones[place] !== one || others[place] !== other) {
      ones[place] = one;
      others[place] = other;
      keys[place] = personKey(manager.value, key);
    }
    return keys[place];
  };
}

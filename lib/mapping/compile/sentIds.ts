import { dropInvisible } from '../../csv/trim';
import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';

const plain = /^[!-~]*$/;

/** An id as it is sent: without outer white space and invisible characters, in NFC. */
export const toSentId = (id: string): string =>
  plain.test(id) ? id : dropInvisible(id.replaceAll('\u00a0', '')).normalize('NFC');

/** Brings a user's ids and user name into the form in which they are sent. */
export function normalizeIds(user: User): void {
  if (typeof user.externalId === 'string') user.externalId = toSentId(user.externalId);
  if (typeof user.userName === 'string' && !plain.test(user.userName)) user.userName = user.userName.normalize('NFC');
  const { manager } = (user[enterpriseUser] ?? {}) as { manager?: { value?: unknown } | null };
  if (typeof manager?.value === 'string') manager.value = toSentId(manager.value);
}

import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';
import type { Note } from '../plan';
import type { createCensus } from './census';
import { createTextSet } from './textSet';

/** The most lines that a note names. */
const mostLines = 20;
const longestId = 16;
const longestDepartment = 64;
const longestLocalPart = 64;
/** Characters of a user name that Entra accepts: letters, digits and these. */
const userName = /^[\p{L}\p{N}'._!#^~-]+(?:@[\p{L}\p{N}.-]+)?$/u;

const messages = {
  invalid_value: 'a value cannot be read and was left empty',
  duplicate_user_name: 'the user name stands twice among active people: Entra refuses the second',
  user_name_refused: `the user name has characters that Entra refuses, or more than ${longestLocalPart} before the @`,
  external_id_length: `the externalId has more than ${longestId} characters: Entra's employeeId holds no more`,
  department_length: `the department has more than ${longestDepartment} characters: Entra refuses it`,
  manager_not_found: 'the manager is in no record of the file: Entra may not find them',
} as const;
type Code = keyof typeof messages;

/** Collects notes on records that can be sent, before Entra refuses something. */
export function createNotes({ isFull }: { isFull: boolean }) {
  const found = new Map<Code, { count: number; lines: number[] }>();
  const userNames = createTextSet();
  const managers = new Map<bigint, { count: number; lines: number[] }>();
  const addTo = (entry: { count: number; lines: number[] }, line: number): void => {
    entry.count++;
    if (entry.lines.length < mostLines) entry.lines.push(line);
  };
  const add = (code: Code, line: number): void => {
    const entry = found.get(code) ?? { count: 0, lines: [] };
    found.set(code, entry);
    addTo(entry, line);
  };

  return {
    /** Sees a user with the key of the manager, and what the mapping left empty. */
    add(line: number, user: User, { left, manager }: { left: readonly string[]; manager: bigint | undefined }): void {
      for (const _ of left) add('invalid_value', line);
      if (user.externalId.length > longestId) add('external_id_length', line);
      addUserName(line, user, { add, isKnown: (name) => userNames.add(name) });
      const { department } = (user[enterpriseUser] ?? {}) as { department?: unknown };
      if (typeof department === 'string' && department.length > longestDepartment) add('department_length', line);
      if (!isFull || manager === undefined) return;
      const entry = managers.get(manager) ?? { count: 0, lines: [] };
      managers.set(manager, entry);
      addTo(entry, line);
    },
    /** The notes, once the file's people are known. */
    list(census: ReturnType<typeof createCensus>): Note[] {
      for (const [manager, { count, lines }] of managers) {
        if (census.has(manager)) continue;
        for (const line of lines) add('manager_not_found', line);
        const entry = found.get('manager_not_found');
        if (entry !== undefined) entry.count += count - lines.length;
      }
      return [...found].map(([code, { count, lines }]) => ({
        code,
        message: count > lines.length ? `${count} records: ${messages[code]}` : messages[code],
        lines: lines.sort((one, other) => one - other),
      }));
    },
  };
}

interface UserNameNotes {
  add: (code: Code, line: number) => void;
  isKnown: (name: string) => boolean;
}

function addUserName(line: number, user: User, { add, isKnown }: UserNameNotes): void {
  const name = user.userName;
  if (typeof name !== 'string' || name === '') return;
  const local = name.indexOf('@') === -1 ? name.length : name.indexOf('@');
  if (local > longestLocalPart || !userName.test(name)) add('user_name_refused', line);
  if (user.active === true && isKnown(name.toLowerCase())) add('duplicate_user_name', line);
}

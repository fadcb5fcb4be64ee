import type { RecordNote } from '../../mapping/compile/recordFindings';
import { listTypes } from '../../mapping/elementTypes';
import type { Node } from '../../mapping/types';
import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { TextSet } from '../../textHash';
import type { Note } from '../plan';

/** The most lines that a note names. */
const mostLines = 20;
const longestId = 16;
const longestDepartment = 64;
const longestLocalPart = 64;
const longestDomain = 48;
/**
 * A user name that Entra accepts: the letters A to Z, digits and these characters, and no dot
 * before the @ (Microsoft's page on special characters in user names).
 */
const userName = /^[A-Za-z0-9'._!#^~-]*[A-Za-z0-9'_!#^~-](?:@[A-Za-z0-9.-]+)?$/;

const messages = {
  invalid_value: 'a value cannot be read and was left empty',
  lookup_unknown: 'a word is not listed in lookup',
  duplicate_user_name: 'two active people have the same user name: Entra refuses the second',
  user_name_refused: `the user name has characters that Entra refuses, no text or a dot before the @, or more than ${longestLocalPart} before the @ or ${longestDomain} behind it`,
  external_id_length: `the externalId has more than ${longestId} characters: Entra's employeeId holds no more`,
  department_length: `the department has more than ${longestDepartment} characters: Entra refuses it`,
  manager_not_found:
    'the manager is in no record of the file, or find matches several: Entra may not find them, or the field was left empty',
  type_not_work:
    'an address, e-mail or phone number has a type other than work: Entra documents that it reads only work',
} as const;
type Code = keyof typeof messages;

interface Found {
  code: Code;
  /** HR's own column, or the attribute where an expression gives it. */
  where?: string | undefined;
  count: number;
  lines: number[];
}

/** Collects notes on records that can be sent, before Entra refuses something. */
export function createNotes(attributes: Record<string, Node>) {
  const found = new Map<string, Found>();
  const userNames = new TextSet();
  /** Records of active people whose user name was there before; a repeated person has it again. */
  const sameName: { line: number; person: bigint }[] = [];
  const types = listTypes(attributes);
  const addTo = (entry: { count: number; lines: number[] }, line: number): void => {
    entry.count++;
    if (entry.lines.length < mostLines) entry.lines.push(line);
  };
  const entryOf = (code: Code, where?: string): Found => {
    const id = `${code} ${where}`;
    const entry = found.get(id) ?? { code, where, count: 0, lines: [] };
    found.set(id, entry);
    return entry;
  };
  const add = (code: Code, line: number, where?: string): void => addTo(entryOf(code, where), line);
  if (types.constants.some(isNotWork)) entryOf('type_not_work');

  return {
    /** Sees a user, and what the mapping says of the record. */
    add({ line, person }: { line: number; person: bigint }, user: User, notes: readonly RecordNote[]): void {
      for (const { code, path, column } of notes)
        add(code, line, column === undefined ? path?.replace(/^attributes\./, '') : `column ${column}`);
      for (const name of types.varying) if (hasOtherType(user[name])) add('type_not_work', line);
      if (user.externalId.length > longestId) add('external_id_length', line);
      const { userName: name } = user;
      if (typeof name === 'string' && name !== '') {
        if (isRefused(name)) add('user_name_refused', line);
        if (user.active === true && !userNames.add(name.toLowerCase())) sameName.push({ line, person });
      }
      const { department } = (user[enterpriseUser] ?? {}) as { department?: unknown };
      if (typeof department === 'string' && department.length > longestDepartment) add('department_length', line);
    },
    /**
     * The notes, once it is known who has several records, and which lines name managers who are in
     * no record.
     */
    list({
      isRepeated,
      withoutManager,
    }: {
      isRepeated: (person: bigint) => boolean;
      withoutManager: Iterable<number>;
    }): Note[] {
      for (const { line, person } of sameName) if (!isRepeated(person)) add('duplicate_user_name', line);
      for (const line of withoutManager) add('manager_not_found', line);
      return [...found.values()].map(({ code, where, count, lines }) => {
        const message = where === undefined ? messages[code] : `${where}: ${messages[code]}`;
        return {
          code,
          message: count > lines.length ? `${count} records: ${message}` : message,
          lines: lines.sort((one, other) => one - other),
        };
      });
    },
  };
}

/**
 * Only `work` is read, says Entra's page on provisioning issues (2026-07-07); others map `mobile`
 * too.
 */
const isNotWork = (type: unknown): boolean => typeof type === 'string' && type !== '' && type.toLowerCase() !== 'work';

const hasOtherType = (elements: unknown): boolean =>
  Array.isArray(elements) && elements.some((element: { type?: unknown } | null) => isNotWork(element?.type));

/** Whether Entra refuses a user name for its characters or its length. */
function isRefused(name: string): boolean {
  const [local = '', domain = ''] = name.split('@');
  return local.length > longestLocalPart || domain.length > longestDomain || !userName.test(name);
}

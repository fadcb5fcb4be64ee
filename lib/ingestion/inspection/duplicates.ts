import { hash } from 'node:crypto';
import type { OpenFile } from '../../csv/read';
import { Columns } from '../../mapping/compile/columns';
import type { Mapping } from '../../mapping/file/parse';
import { enterpriseUser } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { createPreferCheck, externalIdOf, readHrFile } from '../hrFile';
import { normalizeId, personKey } from '../people/person';
import { status } from './census';
import { managerOf } from './managers/managers';

export interface Duplicates {
  /** Records to reject, and the line of another record that contradicts each. */
  conflicts: Map<number, number>;
  /** Records of people for whom another record counts. */
  duplicates: Set<number>;
  /** What becomes of the people with several records, by their keys. */
  statuses: Map<bigint, number>;
}

interface Person {
  hash: bigint;
  occurrences: Occurrence[];
}

interface Occurrence {
  number: number;
  line: number;
  /** The user's hash; none when the record itself is rejected. */
  print: string | undefined;
  active: boolean;
  /** Whether `duplicates.prefer` is true for it. */
  isPreferred: boolean;
}

/** The file, its mapping, and the key of its people's hashes. */
export interface DuplicatesOptions {
  /** The date for which the file is read. */
  today: string | undefined;
  open: OpenFile;
  mapping: Mapping;
  key: string;
}

/**
 * Settles what becomes of records that share an externalId, which are among those with the given
 * hashes: those that give equal users collapse into the first; otherwise `duplicates` decides. Reads
 * the file again, if need be.
 */
export async function resolveDuplicates(
  shared: ReadonlySet<bigint>,
  rejected: ReadonlySet<number>,
  options: DuplicatesOptions,
): Promise<Duplicates> {
  const { mapping } = options;
  const result: Duplicates = { conflicts: new Map(), duplicates: new Set(), statuses: new Map() };
  if (shared.size === 0) return result;
  for (const { hash: person, occurrences } of await findOccurrences(shared, rejected, options)) {
    if (occurrences.length === 1) continue; // another externalId's hash
    const [first] = occurrences;
    const other = occurrences.find(({ print }) => print !== first?.print);
    const winner = other === undefined && first?.print !== undefined ? first : chooseWinner(occurrences, mapping);
    const active = winner?.active === true ? status.active : status.inactive;
    result.statuses.set(person, winner?.print === undefined ? status.rejected : active);
    for (const { number, print } of occurrences) {
      if (number === winner?.number || print === undefined) continue;
      if (winner !== undefined) result.duplicates.add(number);
      else result.conflicts.set(number, (print === first?.print ? other : first)?.line ?? 0);
    }
  }
  return result;
}

/** Which record of a person counts; none when they contradict each other. */
function chooseWinner(occurrences: readonly Occurrence[], { duplicates }: Mapping): Occurrence | undefined {
  const sendable = occurrences.filter(({ print }) => print !== undefined);
  // a leaver is never lost
  if (sendable.length > 0 && sendable.length === occurrences.length && sendable.every(({ active }) => !active))
    return sendable.at(-1);
  if (duplicates === 'last') return occurrences.at(-1);
  if (duplicates === 'reject') return undefined;
  const preferred = occurrences.filter(({ isPreferred }) => isPreferred);
  return preferred.length === 1 && preferred[0]?.print !== undefined ? preferred[0] : undefined;
}

/**
 * Those who share a hash with somebody, told apart by their externalId: by a print of it, since a
 * field keeps the text around it in memory.
 */
async function findOccurrences(
  shared: ReadonlySet<bigint>,
  rejected: ReadonlySet<number>,
  { open, mapping, key, today }: DuplicatesOptions,
): Promise<Iterable<Person>> {
  const found = new Map<string, Person>();
  const { header, batches } = await readHrFile(open, mapping, { today });
  const prefer = createPreferCheck(mapping, new Columns(header), today);
  for await (const batch of batches) {
    for (const { number, record, mapped } of batch) {
      const externalId = externalIdOf(mapped);
      if (externalId === undefined) continue;
      const person: Person = { hash: personKey(externalId, key), occurrences: [] };
      if (!shared.has(person.hash)) continue;
      const name = fingerprint(normalizeId(externalId));
      const { occurrences } = found.get(name) ?? person;
      found.set(name, { ...person, occurrences });
      const print = rejected.has(number)
        ? undefined
        : fingerprint(JSON.stringify(mapped.user && withComparedIds(mapped.user)));
      occurrences.push({
        number,
        line: record.line,
        print,
        active: mapped.user?.active === true,
        isPreferred: prefer?.(record.fields) === true,
      });
    }
  }
  return found.values();
}

/** Another letter case of an id is no difference. */
function withComparedIds(user: User): object {
  const manager = managerOf(user);
  return {
    ...user,
    externalId: normalizeId(user.externalId),
    managerId: manager && normalizeId(manager.value),
    ...(manager && { [enterpriseUser]: { ...(user[enterpriseUser] as object), manager: { ...manager, value: '' } } }),
  };
}

const fingerprint = (text: string): string => hash('sha256', text, 'base64');

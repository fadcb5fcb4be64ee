import type { OpenFile } from '../csv/read';
import { readHrFile } from '../ingestion/hrFile';
import { createFinder, personKey } from '../ingestion/people/person';
import { flag, hasFlag, type PeopleStore } from '../ingestion/people/store';
import type { Plan } from '../ingestion/plan';
import { createRangeCheck } from '../ingestion/ranges';
import type { Mapping } from '../mapping/file/parse';
import type { User } from '../scim/user';

/** A person whom a file moves. */
export interface NamedPerson {
  /** Of the file; `null` for somebody who is not in it. */
  line: number | null;
  externalId: string;
  /** The display name, or what is shown for it. */
  name: string | null;
}

/** Who a file's leavers, returners and new people are. Personal data: only for the screen. */
export interface NamedPeople {
  leavers: NamedPerson[];
  returners: NamedPerson[];
  new: NamedPerson[];
}

export interface NameOptions {
  open: OpenFile;
  mapping: Mapping;
  plan: Plan;
  key: string;
  store: PeopleStore;
  /** By place in the store: 0 for whoever is not in the file. */
  statuses: Uint8Array;
  /** Records of which it is not known whose they are. */
  unnamed: number;
  /** Users as they were given; `undefined` when they are not known any more. */
  before: AsyncIterable<User> | undefined;
}

/** Names whom a file moves, in file order, and then those who are not in it. */
export async function namePeople({
  open,
  mapping,
  plan,
  key,
  store,
  statuses,
  unnamed,
  before,
}: NameOptions): Promise<NamedPeople> {
  const named: NamedPeople = { leavers: [], returners: [], new: [] };
  const find = createFinder(store.keys);
  const wasActive = (place: number): boolean => hasFlag(store.flags, place, flag.active | flag.maybeActive);
  const isExcluded = createRangeCheck(plan.excluded);
  const { batches } = await readHrFile(open, mapping, { only: (number) => !isExcluded(number), today: plan.today });
  for await (const batch of batches) {
    for (const { record, mapped } of batch) {
      const { user } = mapped;
      if (user === undefined) continue;
      const place = find(personKey(user.externalId, key));
      const person = nameOf(user, record.line);
      if (place < 0) named.new.push(person);
      else if (wasActive(place) && user.active !== true) named.leavers.push(person);
      else if (!wasActive(place) && user.active === true) named.returners.push(person);
    }
  }
  // a record without a usable externalId may be of anybody who is gone
  if (mapping.content !== 'full' || before === undefined || unnamed > 0) return named;
  for await (const user of before) {
    const place = find(personKey(user.externalId, key));
    if (place >= 0 && statuses[place] === 0 && wasActive(place)) named.leavers.push(nameOf(user, null));
  }
  return named;
}

function nameOf({ externalId, displayName, userName, name }: User, line: number | null): NamedPerson {
  const { givenName, familyName } = (name ?? {}) as { givenName?: unknown; familyName?: unknown };
  const full = [givenName, familyName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  const known = [displayName, full, userName].find((text) => typeof text === 'string' && text !== '');
  return { line, externalId, name: (known as string | undefined) ?? null };
}

import type { Mapping } from '../../mapping/parse';
import type { User } from '../../scim/user';
import type { Ingestion, MappedIngestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { callTimeout } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { readJsonLines, writeJsonLines } from '../storage/jsonLines';
import { type Baseline, indexIn, isDue, isStillLeaving, minutesOf } from './baseline';
import { finderIn, isAbsent, isActive, type People, personHash, personOf } from './people';
import { lastUsers } from './users';

/** How many people of the baseline are not in the file. Both lists are sorted. */
export function countAbsent({ entries }: People, baseline: Baseline): number {
  let [count, index] = [0, 0];
  for (const entry of baseline.entries) {
    if (isAbsent(entry)) continue;
    const person = personOf(entry);
    while (index < entries.length && personOf(entries[index] as bigint) < person) index++;
    if (index >= entries.length || personOf(entries[index] as bigint) !== person) count++;
  }
  return count;
}

const pathOf = ({ folder }: MappedIngestion): string => `${folder}/absent`;

export interface AbsentOptions {
  people: People;
  baseline: Baseline | undefined;
  key: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether everybody is sent again. */
  everybody: boolean;
}

/**
 * Who is to be deactivated for absence, as last known with `active: false`; also whoever was
 * before, and failed. Nobody is while it is not known of whom the file speaks.
 */
export async function* absentToDeactivate(
  { feed, absent }: Mapping,
  storage: Storage,
  { people, baseline, key, now, everybody }: AbsentOptions,
): AsyncGenerator<User> {
  if (absent !== 'deactivate' || baseline === undefined || people.unnamed > 0) return;
  const find = finderIn(people.entries);
  for await (const user of lastUsers(feed, baseline.ingestionId, storage)) {
    const person = personHash(user.externalId, key);
    if (find(person) < 0 && isToDeactivate(baseline, person, { now: minutesOf(now), everybody }))
      yield { ...user, active: false };
  }
}

/** Freezes them, by externalId, for the plan. @returns how many they are */
export async function saveDeactivations(ingestion: MappedIngestion, options: AbsentOptions): Promise<number> {
  const { mapping, storage } = ingestion;
  const users: User[] = [];
  for await (const user of absentToDeactivate(mapping, storage, options)) users.push(user);
  users.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const blob = storage.state.getBlockBlobClient(pathOf(ingestion));
  if (users.length > 0) await writeJsonLines(blob, each(users));
  else await blob.deleteIfExists(callTimeout());
  return users.length;
}

function isToDeactivate(
  baseline: Baseline,
  person: bigint,
  { now, everybody }: { now: number; everybody: boolean },
): boolean {
  const index = indexIn(baseline, person);
  if (index < 0) return false;
  const entry = baseline.entries[index] as bigint;
  if (!isAbsent(entry)) return isActive(entry);
  return isDue(baseline, index, now) || (everybody && isStillLeaving(baseline, index, now));
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Those whom a plan deactivates, in their order. */
export const readDeactivations = ({ folder, storage }: Ingestion): AsyncGenerator<User> =>
  readJsonLines<User>(storage.state, `${folder}/absent`);

/**
 * Of those, as sorted hashes, whom Entra took, and whom it refused by their lines: these stay as
 * they were.
 */
export async function absentPeople(
  ingestion: MappedIngestion,
  { deactivated, lastLine }: SavedPlan,
  refusedLines: ReadonlySet<number>,
  key: string,
): Promise<{ absent: BigUint64Array; refusedAbsent: BigUint64Array }> {
  const [absent, refusedAbsent]: [bigint[], bigint[]] = [[], []];
  if (deactivated > 0) {
    let line = lastLine;
    for await (const { externalId } of readDeactivations(ingestion)) {
      (refusedLines.has(++line) ? refusedAbsent : absent).push(personHash(externalId, key));
    }
  }
  return { absent: BigUint64Array.from(absent).sort(), refusedAbsent: BigUint64Array.from(refusedAbsent).sort() };
}

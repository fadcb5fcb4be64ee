import type { OpenFile } from '../../../csv/read';
import { detachText } from '../../../csv/record';
import type { Mapping } from '../../../mapping/file/parse';
import type { User } from '../../../scim/user';
import { readHrFile } from '../../hrFile';
import { normalizeId } from '../../people/person';
import type { Plan } from '../../plan';
import { createRangeCheck, toRanges } from '../../ranges';
import { managerOf } from './managers';

/*
 * A manager who is in the file is sent as that person's own id (docs/reference.md). Both can differ
 * in letter case alone, so nothing is to be done while all ids of a file are in one case.
 */

/** Tells whether the ids of a file are written in both letter cases. */
export function createCaseCheck() {
  let [hasUpper, hasLower] = [false, false];
  const add = (id: string): void => {
    hasUpper ||= id !== id.toLowerCase();
    hasLower ||= id !== id.toUpperCase();
  };
  return {
    add(user: User): void {
      if (hasUpper && hasLower) return;
      add(user.externalId);
      add(managerOf(user)?.value ?? '');
    },
    isMixed: (): boolean => hasUpper && hasLower,
  };
}

type FilePlan = Pick<Plan, 'excluded' | 'today'>;

/** Finds the records of managers whom another record names in another letter case. */
export async function findRenamedManagers(open: OpenFile, mapping: Mapping, plan: FilePlan): Promise<Plan['managers']> {
  const named = new Map<string, string | undefined>(); // undefined: in several letter cases
  for await (const { user } of readUsers(open, mapping, plan)) {
    const id = managerOf(user)?.value;
    if (id === undefined) continue;
    const normalized = normalizeId(id);
    if (!named.has(normalized)) named.set(detachText(normalized), detachText(id));
    else if (named.get(normalized) !== id) named.set(normalized, undefined);
  }
  const records: number[] = [];
  for await (const { number, user } of readUsers(open, mapping, plan)) {
    const normalized = normalizeId(user.externalId);
    if (named.has(normalized) && named.get(normalized) !== user.externalId) records.push(number);
  }
  return records.length > 0 ? toRanges(new Set(records)) : undefined;
}

/** Reads how such managers are sent. @returns gives a user's manager the manager's own id */
export async function readManagerIds(
  open: OpenFile,
  mapping: Mapping,
  { managers, today }: Pick<Plan, 'managers' | 'today'>,
): Promise<(user: User) => void> {
  if (managers === undefined) return () => {};
  const ids = new Map<string, string>();
  const { batches } = await readHrFile(open, mapping, { only: createRangeCheck(managers), today });
  for await (const batch of batches)
    for (const { mapped } of batch)
      if (mapped.user !== undefined)
        ids.set(detachText(normalizeId(mapped.user.externalId)), detachText(mapped.user.externalId));
  return (user) => {
    const manager = managerOf(user);
    if (manager !== undefined) manager.value = ids.get(normalizeId(manager.value)) ?? manager.value;
  };
}

/** The users of the records that are sent. */
async function* readUsers(
  open: OpenFile,
  mapping: Mapping,
  { excluded, today }: FilePlan,
): AsyncGenerator<{ number: number; user: User }> {
  const isExcluded = createRangeCheck(excluded);
  const { batches } = await readHrFile(open, mapping, { only: (number) => !isExcluded(number), today });
  for await (const batch of batches)
    for (const { number, mapped } of batch) if (mapped.user !== undefined) yield { number, user: mapped.user };
}

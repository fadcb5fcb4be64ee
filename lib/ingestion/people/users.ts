import type { User } from '../../scim/user';
import { readHrFile } from '../hrFile';
import type { MappedIngestion } from '../ingestion';
import type { Plan } from '../plan';
import { createRangeCheck } from '../ranges';
import { openBlob } from '../storage/blobs';
import { callTimeout } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { readJsonLines, writeJsonLines } from '../storage/jsonLines';
import { type Baseline, indexIn, isStillLeaving } from './baseline';
import { indexOfPerson, isRejected, type People, personHash } from './people';

const folderOf = (feed: string): string => `${feed}/users/`;

/**
 * The users of a feed as they were sent last, of the baseline that an ingestion left; only kept
 * where absence deactivates.
 */
export const lastUsers = (feed: string, ingestionId: string, { state }: Storage): AsyncGenerator<User> =>
  readJsonLines<User>(state, `${folderOf(feed)}${ingestionId}`);

export interface KeepUsersOptions {
  plan: Plan;
  /** The file's people, Entra's refusals included. */
  people: People;
  before: Baseline | undefined;
  /** Hashes of those who were deactivated for this file, … */
  absent: BigUint64Array;
  /** … and of those whom Entra refused to deactivate. */
  refusedAbsent: BigUint64Array;
  key: string;
  /** Minutes since 1970. */
  now: number;
}

/**
 * Keeps the users of a file that is being accepted; whoever was rejected, or is absent and not
 * forgotten, stays as known before.
 */
export async function keepUsers(ingestion: MappedIngestion, options: KeepUsersOptions): Promise<void> {
  const { id, feed, storage } = ingestion;
  await writeJsonLines(storage.state.getBlockBlobClient(`${folderOf(feed)}${id}`), usersToKeep(ingestion, options));
}

async function* usersToKeep(ingestion: MappedIngestion, options: KeepUsersOptions): AsyncGenerator<User> {
  const { plan, people, before, absent, refusedAbsent, key, now } = options;
  const { feed, mapping, storage, version } = ingestion;
  const isExcluded = createRangeCheck(plan.excluded);
  const isRefused = (person: bigint): boolean => {
    const index = indexOfPerson(people.entries, person);
    return index >= 0 && isRejected(people.entries[index] as bigint);
  };
  const { batches } = await readHrFile(openBlob(version, storage), mapping);
  for await (const batch of batches) {
    for (const { number, mapped } of batch) {
      if (isExcluded(number) || mapped.user === undefined) continue;
      if (!isRefused(personHash(mapped.user.externalId, key))) yield mapped.user;
    }
  }
  if (before === undefined) return;
  const gone = new Set([...absent, ...refusedAbsent]);
  const isInFile = (person: bigint): boolean => indexOfPerson(people.entries, person) >= 0;
  const isKept = (person: bigint): boolean =>
    isRefused(person) ||
    (!isInFile(person) && (people.unnamed > 0 || isStillLeaving(before, indexIn(before, person), now)));
  for await (const user of lastUsers(feed, before.ingestionId, storage)) {
    const person = personHash(user.externalId, key);
    if (gone.has(person) || (isKept(person) && indexIn(before, person) >= 0)) yield user;
  }
}

/**
 * Deletes the users that earlier baselines had; all of them where absence deactivates nobody any
 * more.
 */
export async function dropUsers({ feed, storage }: MappedIngestion, but: string | undefined): Promise<void> {
  for await (const { name } of storage.state.listBlobsFlat({ prefix: folderOf(feed) })) {
    if (name !== `${folderOf(feed)}${but}`) await storage.state.getBlobClient(name).deleteIfExists(callTimeout());
  }
}

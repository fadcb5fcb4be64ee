import type { User } from '../../scim/user';
import type { Ingestion } from '../ingestion';
import { callTimeout } from '../storage/calls';
import type { Storage } from '../storage/connect';
import { createJsonLinesWriter, type JsonLinesWriter, readJsonLines, writeJsonLines } from '../storage/jsonLines';
import { isAccepted, sourcesOf, type UploadResult } from './mergeSources';
import { createFinder, exactPersonKey, personKey } from './person';
import type { PeopleStore } from './store';

const folderOf = (feed: string): string => `${feed}/users/`;
const plannedPathOf = ({ folder }: Ingestion): string => `${folder}/users`;

/**
 * The users of a feed as they were given last; only kept where absence deactivates. `name` is as
 * the store has it.
 */
export async function* readLastUsers(feed: string, name: string | undefined, { state }: Storage): AsyncGenerator<User> {
  if (name !== undefined) yield* readJsonLines<User>(state, `${folderOf(feed)}${name}`);
}

/** A list of the users that a plan may send, by the lines of their records. */
export function createUserList(ingestion: Ingestion): Omit<JsonLinesWriter, 'add'> & {
  add(line: number, user: User): Promise<unknown> | undefined;
} {
  const writer = createJsonLinesWriter(ingestion.storage.state.getBlockBlobClient(plannedPathOf(ingestion)));
  return { ...writer, add: (line, user) => writer.add([line, user]) };
}

/** Saves the last users after an upload. @returns the name under which they are */
export async function saveLastUsers(
  ingestion: Ingestion,
  { store, upload, key }: { store: PeopleStore; upload: UploadResult; key: string },
): Promise<string> {
  const { feed, storage, id } = ingestion;
  const name = `${id}-${upload.settled}`;
  const blob = storage.state.getBlockBlobClient(`${folderOf(feed)}${name}`);
  await writeJsonLines(blob, lastUsersAfter(ingestion, { store, upload, key }));
  return name;
}

async function* lastUsersAfter(
  ingestion: Ingestion,
  { store, upload, key }: { store: PeopleStore; upload: UploadResult; key: string },
): AsyncGenerator<User> {
  const { feed, storage } = ingestion;
  const given = new Set<number>();
  for (const [row, line] of upload.planned.lines.entries()) if (isAccepted(row, upload)) given.add(line);
  const replaced = new Set<bigint>();
  for await (const [line, user] of readJsonLines<[number, User]>(storage.state, plannedPathOf(ingestion))) {
    if (!given.has(line)) continue;
    replaced.add(personKey(user.externalId, key));
    yield user;
  }
  const stays = createFinder(sourcesOf(store, upload).keys);
  for await (const user of readLastUsers(feed, store.users, storage)) {
    const person = personKey(user.externalId, key);
    if (replaced.has(person)) continue;
    if (stays(person) >= 0 || stays(exactPersonKey(user.externalId, key)) >= 0) yield user;
  }
}

/** Deletes the lists of last users that the store names no more. */
export async function deleteLastUsers(feed: string, { state }: Storage, kept: string | undefined): Promise<void> {
  for await (const { name } of state.listBlobsFlat({ prefix: folderOf(feed) })) {
    if (name !== `${folderOf(feed)}${kept}`) await state.getBlobClient(name).deleteIfExists(callTimeout());
  }
}

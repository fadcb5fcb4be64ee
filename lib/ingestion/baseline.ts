import { randomBytes } from 'node:crypto';
import { StateError } from '../errors';
import type { Mapping } from '../mapping/parse';
import type { MappedIngestion } from './ingestion';
import { fromBytes, toBytes } from './people/bytes';
import { merge } from './people/merge';
import type { People } from './people/people';
import { readState, stateStore, writeState } from './stateStore';
import type { Storage } from './storage';

/** The key of the hashes that stand for people in this storage account. */
export async function peopleKey(storage: Storage): Promise<string> {
  const { key } = await stateStore('_keys', storage).update<{ key: string }>(
    'people',
    (current) => current ?? { key: randomBytes(16).toString('hex') },
  );
  return key;
}

const filePeople = ({ folder }: MappedIngestion): string => `${folder}/people`;
const baselinePath = (feed: string): string => `${feed}/baseline`;

/** Keeps what inspection found of the file's people; the same file always gives the same. */
export async function keepPeople(people: People, ingestion: MappedIngestion): Promise<void> {
  const path = filePeople(ingestion);
  for (;;) {
    const etag = (await readState(path, ingestion.storage))?.etag;
    if (await writeState(path, toBytes(people), etag, ingestion.storage)) return;
  }
}

/** @throws StateError when it is gone, or cannot be read */
export async function keptPeople(ingestion: MappedIngestion): Promise<People> {
  const found = await readState(filePeople(ingestion), ingestion.storage);
  const people = found && fromBytes(found.bytes);
  if (people === undefined)
    throw new StateError("the record of the file's people is gone: resume the ingestion, and it is read anew");
  return people;
}

/** What the feed's last accepted file said of its people; none before the first one, or when it cannot be read. */
export async function readBaseline(feed: string, storage: Storage): Promise<People | undefined> {
  const found = await readState(baselinePath(feed), storage);
  return found && fromBytes(found.bytes);
}

/** Replaces the feed's baseline, at once; doing it again changes nothing. */
export async function replaceBaseline(people: People, { feed, content }: Mapping, storage: Storage): Promise<void> {
  const path = baselinePath(feed);
  for (;;) {
    const found = await readState(path, storage);
    const next = merge(found && fromBytes(found.bytes), people, content);
    if (await writeState(path, toBytes(next), found?.etag, storage)) return;
  }
}

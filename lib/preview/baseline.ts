import { randomBytes } from 'node:crypto';
import type { OpenFile } from '../csv/read';
import type { Ledger } from '../graph/limits/quota';
import { isUnchanged, readFeed } from '../ingestion/feed/feedState';
import { readHrFile } from '../ingestion/hrFile';
import { mappingHashOf } from '../ingestion/ingestion';
import { hashLeaves } from '../ingestion/inspection/changes/leafHashes';
import { inspectRecords } from '../ingestion/inspection/inspect';
import { readSelectOptions } from '../ingestion/inspection/selectOptions';
import { createSelector, type Selected, type SelectOptions } from '../ingestion/inspection/selectPeople';
import { readLastUsers } from '../ingestion/people/lastUsers';
import { storeAfterUpload } from '../ingestion/people/moveStore';
import { emptyStore, minutesOf, type PeopleStore, storeFromBytes } from '../ingestion/people/store';
import { findPeopleKey, readPeople } from '../ingestion/people/storeBlob';
import { createRangeCheck } from '../ingestion/ranges';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import type { Mapping } from '../mapping/file/parse';
import type { User } from '../scim/user';
import { readPreviousUsers } from './previousUsers';

/**
 * What a file is compared with: what Entra was given, or another file as if it had been accepted.
 */
export interface Baseline {
  /** The id of the last accepted ingestion, or the name of the other file; `null` for nothing. */
  name: string | null;
  selecting: SelectOptions;
  ledger: Ledger | undefined;
  /** Reads the users as they were given; `undefined` when they are not known any more. */
  readUsers(): Promise<AsyncIterable<User> | undefined>;
  /** Reads the users whom absence may deactivate. */
  readLastUsers(): AsyncIterable<User>;
  /** Whether a file with this SHA-256 says the same to the same job, on this day. */
  isSameFile(file: { sha256: string; day: string }): boolean;
}

export interface BaselineOptions {
  callsPerDay: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** Reads what Entra was given in a feed. Writes nothing. */
export async function readStoredBaseline(
  mapping: Mapping,
  storage: Storage,
  { callsPerDay, now }: BaselineOptions,
): Promise<Baseline> {
  const { feed } = mapping;
  const key = (await findPeopleKey(storage)) ?? randomBytes(16).toString('hex');
  const [store, state] = [await readPeople(feed, storage), await readFeed(feed, storage)];
  const { accepted } = state;
  const mappingHash = mappingHashOf(mapping);
  return {
    name: accepted?.ingestionId ?? null,
    selecting: await readSelectOptions({ store, key }, { mapping, storage, now, callsPerDay }),
    ledger: await readLedger(storage),
    readUsers: () => readPreviousUsers(state, { feed, storage, users: store.users }),
    readLastUsers: () => readLastUsers(feed, store.users, storage),
    isSameFile: (file) => accepted !== undefined && isUnchanged(state, { ...file, mappingHash }, accepted.job),
  };
}

export interface OtherFile {
  name: string;
  open: OpenFile;
  sha256: string;
}

/** Takes another file as if Entra had accepted it just now. Needs no storage. */
export async function createFileBaseline(
  mapping: Mapping,
  { name, open, sha256 }: OtherFile,
  { callsPerDay, now, today }: BaselineOptions & { today: string },
): Promise<Baseline> {
  const key = randomBytes(16).toString('hex');
  const selecting = {
    mapping,
    key,
    now: minutesOf(now),
    callsLeft: callsPerDay,
    isOtherJob: false,
    stagedLossAt: 0,
    isLegacyMapping: false,
  };
  const { plan, people, selected } = await inspectRecords(open, mapping, {
    key,
    today,
    createSelector: (leaves, header) => createSelector(leaves, header, { ...selecting, store: emptyStore }),
  });
  const { sent, filled, status, unnamed } = people;
  const newest = { ingestionId: name, people: people.people + unnamed, sent, filled, ...(status && { status }) };
  const store = acceptAll({ ...emptyStore, newest }, selected as Selected, { mapping, name, now });
  async function* readUsers(): AsyncGenerator<User> {
    const excluded = createRangeCheck(plan.excluded);
    const { batches } = await readHrFile(open, mapping, { only: (number) => !excluded(number), today });
    for await (const batch of batches) for (const { mapped } of batch) if (mapped.user !== undefined) yield mapped.user;
  }
  return {
    name,
    selecting: { ...selecting, store },
    ledger: undefined,
    readUsers: async () => readUsers(),
    readLastUsers: readUsers,
    isSameFile: (file) => file.sha256 === sha256,
  };
}

/** The store as if everybody of a file had been accepted. */
function acceptAll(
  store: PeopleStore,
  { planned }: Selected,
  { mapping, name, now }: { mapping: Mapping; name: string; now: number },
): PeopleStore {
  const pieces = storeAfterUpload(store, {
    ingestionId: name,
    job: { servicePrincipalId: '', jobId: '' },
    planned,
    leaves: hashLeaves(planned.attributes, mapping.attributes),
    users: undefined,
    settled: planned.keys.length,
    inFlight: 0,
    refused: new Set<number>(),
    isAccepted: true,
    removesMissing: true,
    since: now,
    now,
  });
  const moved = storeFromBytes(Buffer.concat([...pieces])) ?? emptyStore;
  const { job: _, ...others } = moved;
  return others;
}

import { randomBytes } from 'node:crypto';
import type { Limits } from '../graph/limits/quota';
import type { Reason } from '../ingestion/checkpoint';
import { isUnchanged, readFeed } from '../ingestion/feed/feedState';
import type { OpenFile } from '../ingestion/hrFile';
import { mappingHashOf } from '../ingestion/ingestion';
import { status } from '../ingestion/inspection/census';
import { inspectRecords } from '../ingestion/inspection/inspect';
import { findSafeguardReasons } from '../ingestion/inspection/safeguards';
import { readSelectOptions } from '../ingestion/inspection/selectOptions';
import { createSelector, type Selected } from '../ingestion/inspection/selectPeople';
import { countAbsent, findDeactivations } from '../ingestion/people/deactivations';
import { flag, hasFlag, minutesOf, type PeopleStore } from '../ingestion/people/store';
import { findPeopleKey, readPeople } from '../ingestion/people/storeBlob';
import type { Plan } from '../ingestion/plan';
import { type ChangeCounts, countChanges } from '../ingestion/plan';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import type { Mapping } from '../mapping/file/parse';
import { findToday } from '../mapping/today';
import { maxOperations } from '../scim/bulkRequests';
import { type Comparison, compareUsers, readPreviousUsers } from './attributes';
import { type Forecast, forecastQuota } from './forecast';

/**
 * What a file would change, or the same file with a changed mapping. Contains counts and attribute
 * names, no personal data.
 */
export interface Preview extends Forecast {
  feed: string;
  /** The ingestion that the file is compared with, `null` for the first file of a feed. */
  baseline: string | null;
  /**
   * Whether the app would send nothing: the file equals the last accepted one and nobody has to be
   * sent again.
   */
  unchanged: boolean;
  /** Whether everybody is sent, changed or not. */
  everybody: boolean;
  records: Plan['records'] & ChangeCounts & { absent: number };
  /** Active before, now inactive or missing. */
  leavers: number;
  /** Inactive or missing before, now active. */
  returning: number;
  /** Missing people who would be deactivated. */
  deactivated: number;
  /**
   * For how many people each attribute changes, the most frequent first. `null` when the last
   * accepted file does not exist any more.
   */
  attributes: Comparison['attributes'] | null;
  /** The safeguards that would hold the file. */
  safeguards: readonly Reason[];
}

export interface PreviewOptions {
  /** SHA-256 of the file, hex. */
  sha256: string;
  storage: Storage;
  limits: Limits;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Inspects a file like the app, and compares it with what Entra was sent. Sends and writes nothing.
 */
export async function createPreview(open: OpenFile, mapping: Mapping, options: PreviewOptions): Promise<Preview> {
  const { storage, limits, now, sha256 } = options;
  const { feed } = mapping;
  const key = (await findPeopleKey(storage)) ?? randomBytes(16).toString('hex');
  const [store, state] = [await readPeople(feed, storage), await readFeed(feed, storage)];
  const { callsPerDay } = limits;
  const selecting = await readSelectOptions({ store, key }, { mapping, storage, now, callsPerDay });
  const today = findToday(mapping.timeZone ?? 'UTC', now);
  const { plan, people, selected } = await inspectRecords(open, mapping, {
    key,
    today,
    createSelector: (leaves, header) => createSelector(leaves, header, selecting),
  });
  const chosen = selected as Selected;
  const { counts, statuses, planned } = chosen;
  const before = await readPreviousUsers(state, { feed, storage, users: store.users });
  const compared = before && (await compareUsers(before, { open, mapping, plan, key }));
  const absentOptions = { store, statuses, unnamed: people.unnamed, key, now: minutesOf(now) };
  const deactivated = await count(findDeactivations(mapping, storage, absentOptions));
  const toSend = planned.keys.length + deactivated;
  const isSameFile =
    state.accepted !== undefined &&
    isUnchanged(state, { sha256, mappingHash: mappingHashOf(mapping), day: today }, state.accepted.job);
  const unchanged = mapping.content === 'full' && (mapping.send === 'all' ? isSameFile : toSend === 0);
  return {
    feed,
    baseline: state.accepted?.ingestionId ?? null,
    unchanged,
    everybody: mapping.send === 'all',
    records: { ...plan.records, ...countChanges(counts), absent: countAbsent(store, statuses) },
    ...classifyMoves(store, statuses, people.unnamed),
    deactivated,
    attributes: compared?.attributes ?? null,
    safeguards:
      plan.records.valid === 0 ? [] : findSafeguardReasons({ plan, people, store, selected: chosen, mapping }),
    ...forecastQuota(Math.ceil((unchanged ? 0 : toSend) / maxOperations), await readLedger(storage), limits, now),
  };
}

function classifyMoves(
  { flags }: PeopleStore,
  statuses: Uint8Array,
  unnamed: number,
): Pick<Preview, 'leavers' | 'returning'> {
  const wasActive = (place: number): boolean => hasFlag(flags, place, flag.active | flag.maybeActive);
  const gone = countOf(statuses, (now, place) => wasActive(place) && now === 0);
  const left = countOf(statuses, (now, place) => wasActive(place) && now === status.inactive);
  const returning = countOf(statuses, (now, place) => !wasActive(place) && now === status.active);
  return { leavers: left + Math.max(0, gone - unnamed), returning };
}

function countOf(statuses: Uint8Array, condition: (status: number, place: number) => boolean): number {
  let count = 0;
  for (const [place, status] of statuses.entries()) if (condition(status, place)) count++;
  return count;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total++;
  return total;
}

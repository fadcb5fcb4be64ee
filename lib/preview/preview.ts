import type { OpenFile } from '../csv/read';
import type { Limits } from '../graph/limits/quota';
import type { Reason } from '../ingestion/checkpoint';
import { status } from '../ingestion/inspection/census';
import { inspectRecords } from '../ingestion/inspection/inspect';
import { findNotes, findSafeguardReasons } from '../ingestion/inspection/safeguards';
import { createSelector, type Selected } from '../ingestion/inspection/selectPeople';
import { countAbsent, findDeactivations } from '../ingestion/people/deactivations';
import { flag, hasFlag, minutesOf, type PeopleStore } from '../ingestion/people/store';
import type { Plan } from '../ingestion/plan';
import { type ChangeCounts, countChanges, isUnusable, type Note } from '../ingestion/plan';
import type { Mapping } from '../mapping/file/parse';
import { findToday } from '../mapping/today';
import { maxOperations } from '../scim/bulkRequests';
import { type Comparison, compareUsers } from './attributes';
import type { Baseline } from './baseline';
import { type Forecast, forecastQuota } from './forecast';
import { type NamedPeople, namePeople } from './people';

/**
 * What a file would change, or the same file with a changed mapping. Contains counts and attribute
 * names, and no personal data but `people`.
 */
export interface Preview extends Forecast {
  feed: string;
  /** The ingestion or file that it is compared with, `null` for the first file of a feed. */
  baseline: string | null;
  /** Whether the app would reject the file, because no record of it can be sent. */
  rejected: boolean;
  /**
   * Whether the app would send nothing: the file equals the last accepted one and nobody has to be
   * sent again.
   */
  unchanged: boolean;
  /** Whether everybody is sent, changed or not. */
  everybody: boolean;
  records: Plan['records'] & ChangeCounts & { absent: number };
  /** Active before, now inactive or, with `full` content, missing. */
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
  /** What people should know of the records, by line. */
  notes: readonly Note[];
  /** Only when it is asked for: personal data. */
  people?: NamedPeople;
}

export interface PreviewOptions {
  /** SHA-256 of the file, hex. */
  sha256: string;
  baseline: Baseline;
  limits: Limits;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether leavers, returners and new people are named. */
  withPeople?: boolean | undefined;
}

/**
 * Inspects a file like the app, and compares it with what Entra was sent. Sends and writes nothing.
 */
export async function createPreview(open: OpenFile, mapping: Mapping, options: PreviewOptions): Promise<Preview> {
  const { baseline, limits, now, sha256, withPeople = false } = options;
  const { store, key } = baseline.selecting;
  const today = findToday(mapping.timeZone ?? 'UTC', now);
  const { plan, people, selected } = await inspectRecords(open, mapping, {
    key,
    today,
    createSelector: (leaves, header) => createSelector(leaves, header, baseline.selecting),
  });
  const chosen = selected as Selected;
  const { counts, statuses, planned } = chosen;
  const before = await baseline.readUsers();
  const compared = before && (await compareUsers(before, { open, mapping, plan, key }));
  const absentOptions = { store, statuses, unnamed: people.unnamed, key, now: minutesOf(now) };
  const rejected = isUnusable(plan);
  const deactivated = rejected ? 0 : await count(findDeactivations(mapping, baseline.readLastUsers(), absentOptions));
  const toSend = planned.keys.length + deactivated;
  const isSameFile = baseline.isSameFile({ sha256, day: today });
  const isFull = mapping.content === 'full';
  const unchanged = !rejected && isFull && (mapping.send === 'all' ? isSameFile : toSend === 0);
  const naming = { open, mapping, plan, key, store, statuses, unnamed: people.unnamed };
  return {
    feed: mapping.feed,
    baseline: baseline.name,
    rejected,
    unchanged,
    everybody: mapping.send === 'all',
    records: { ...plan.records, ...countChanges(counts), absent: isFull ? countAbsent(store, statuses) : 0 },
    ...classifyMoves(store, statuses, isFull ? people.unnamed : undefined),
    deactivated,
    attributes: compared?.attributes ?? null,
    safeguards: rejected ? [] : findSafeguardReasons({ plan, people, store, selected: chosen, mapping }),
    notes: [...plan.notes, ...findNotes(chosen)],
    ...forecastQuota(Math.ceil((unchanged ? 0 : toSend) / maxOperations), baseline.ledger, limits, now),
    ...(withPeople && { people: await namePeople({ ...naming, before: await baseline.readUsers() }) }),
  };
}

/** @param unnamed records that may be of anybody who is gone; `undefined` where nobody can be gone */
function classifyMoves(
  { flags }: PeopleStore,
  statuses: Uint8Array,
  unnamed: number | undefined,
): Pick<Preview, 'leavers' | 'returning'> {
  const wasActive = (place: number): boolean => hasFlag(flags, place, flag.active | flag.maybeActive);
  const gone = countOf(statuses, (now, place) => wasActive(place) && now === 0);
  const left = countOf(statuses, (now, place) => wasActive(place) && now === status.inactive);
  const returning = countOf(statuses, (now, place) => !wasActive(place) && now === status.active);
  return { leavers: left + (unnamed === undefined ? 0 : Math.max(0, gone - unnamed)), returning };
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

import type { Clock } from '../../graph/clock';
import { usesToday } from '../../mapping/file/days';
import type { Mapping } from '../../mapping/file/parse';
import { findToday } from '../../mapping/today';
import type { TelemetryEvent } from '../../telemetry';
import { readCheckpoint } from '../checkpoint';
import { type Ingestion, identityOf, ingestionAt, ingestionOf, type MappedIngestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { createMissingEvent } from '../reports/events';
import { reportOf } from '../reports/report';
import type { BlobVersion } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import { type FeedState, isOlder, readFeed, updateFeed } from './feedState';
import { isSameVersion, readSeenVersion } from './versions';

/*
 * A mapping with `from`, `until` or `today` gives other users on other days. The day is a part of
 * the ingestion's identity, and the feed's newest file is ingested again when a date has come.
 */

interface DayOptions {
  storage: Storage;
  clock: Clock;
}

const todayOf = ({ timeZone = 'UTC' }: Mapping, clock: Clock): string => findToday(timeZone, clock.now());

/**
 * Finds the ingestion of a version under its mapping. An ingestion keeps its day until it ends. A
 * new day begins one only when a date has come that changes who is active.
 */
export async function findIngestionOf(
  version: BlobVersion,
  mapping: Mapping,
  { storage, clock }: DayOptions,
): Promise<MappedIngestion> {
  if (!usesToday(mapping)) return ingestionOf(version, mapping, storage);
  const ofToday = ingestionOf(version, mapping, storage, todayOf(mapping, clock));
  const feed = await readFeed(mapping.feed, storage);
  const isOwn = (other: Parameters<typeof isSameVersion>[0] & { mappingHash: string }): boolean =>
    isSameVersion(other, version) && other.mappingHash === ofToday.mappingHash;
  const [open] = Object.entries(feed.open).filter(([, identity]) => isOwn(identity));
  if (open !== undefined) return { ...ingestionAt(mapping.feed, ...open, storage), mapping };
  const { ingestion: seen } = (await readSeenVersion(version, storage)) ?? {};
  if (seen === undefined || !isOwn(seen) || isDateDue(feed, ofToday)) return ofToday;
  return { ...ingestionAt(seen.feed, seen.id, seen, storage), mapping };
}

/**
 * Whether an ingestion reads the feed's newest file again for a later day, on which somebody's
 * `active` changes.
 */
export const isDateDue = ({ dated }: FeedState, { version, day }: Pick<Ingestion, 'version' | 'day'>): boolean =>
  dated?.next !== undefined &&
  day !== undefined &&
  isSameVersion(dated, version) &&
  (dated.day ?? '') < day &&
  dated.next <= day;

/**
 * The feed once an ingestion is accepted or unchanged: the next date that changes who is active.
 */
export function setNextDate(
  feed: FeedState,
  ingestion: Ingestion,
  { nextDate }: Pick<SavedPlan, 'nextDate'>,
): FeedState {
  const own = identityOf(ingestion);
  const { dated, ...others } = feed;
  if (dated !== undefined && isOlder(own, dated)) return feed;
  if (own.day === undefined) return dated === undefined ? feed : others; // its mapping has no dates
  return { ...feed, dated: { ...own, id: ingestion.id, next: nextDate } };
}

export async function recordNextDate(ingestion: Ingestion, plan: Pick<SavedPlan, 'nextDate'>): Promise<void> {
  const { feed, storage, day } = ingestion;
  if (day === undefined && (await readFeed(feed, storage)).dated === undefined) return;
  await updateFeed(feed, storage, (current) => setNextDate(current, ingestion, plan));
}

/**
 * Finds the file that a feed must ingest again because a date has come. Tells operations, once a
 * day, when it is not in the inbox any more.
 * @returns its path
 */
export async function findDueFile(
  mapping: Mapping,
  versions: readonly BlobVersion[],
  { storage, clock, sendEvent }: DayOptions & { sendEvent: (event: TelemetryEvent) => Promise<void> },
): Promise<string | undefined> {
  if (!usesToday(mapping)) return undefined;
  const today = todayOf(mapping, clock);
  const { dated, open } = await readFeed(mapping.feed, storage);
  if (dated?.next === undefined || today < dated.next) return undefined;
  const version = versions.find((version) => isSameVersion(version, dated));
  if (version === undefined) {
    if (dated.toldMissing !== today) await sendMissingEvent(mapping.feed, today, { storage, clock, sendEvent });
    return undefined;
  }
  if (Object.values(open).some((identity) => isSameVersion(identity, version))) return undefined;
  const { ingestion: seen } = (await readSeenVersion(version, storage)) ?? {};
  return seen?.day === today ? undefined : version.path; // today's has ended
}

async function sendMissingEvent(
  feed: string,
  today: string,
  { storage, clock, sendEvent }: Parameters<typeof findDueFile>[2],
): Promise<void> {
  const { dated } = await updateFeed(feed, storage, (current) =>
    current.dated === undefined ? current : { ...current, dated: { ...current.dated, toldMissing: today } },
  );
  if (dated === undefined) return;
  const ingestion = ingestionAt(feed, dated.id, dated, storage);
  const [checkpoint, plan] = [await readCheckpoint(ingestion), await ingestion.documents.read<SavedPlan>('plan')];
  await sendEvent(createMissingEvent(reportOf(ingestion, checkpoint, plan), checkpoint, clock.now()));
}

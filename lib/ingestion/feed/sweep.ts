import type { Clock } from '../../graph/clock';
import type { Mapping } from '../../mapping/file/parse';
import { findMapping, isCsv } from '../../mapping/findMapping';
import type { TelemetryEvent } from '../../telemetry';
import type { Checkpoint } from '../checkpoint';
import { type Identity, ingestionAt, mappingHashOf } from '../ingestion';
import type { SavedPlan } from '../plan';
import { isEnded, needsDecision } from '../states';
import { type BlobVersion, listInboxVersions } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import { enqueueFile } from '../storage/resumeQueue';
import { unblockFeed } from './changeState';
import { findDueFile } from './days';
import { hasStopRequest, isOlder, isReleased, readFeed } from './feedState';
import { sendLongWaitEvent } from './longWaits';
import { replaceLostMessage } from './resumeMessage';
import { isSameVersion, readSeenVersions, recordUnmatched, skipVersion } from './versions';

export interface SweepOptions {
  storage: Storage;
  mappings: readonly Mapping[];
  clock: Clock;
  /** Sends an event to operations. */
  sendEvent: (event: TelemetryEvent) => Promise<void>;
}

export interface SweepResult {
  /** Blobs that were enqueued. */
  enqueued: readonly string[];
  /** Blobs that no mapping, or several, match, reported for the first time, each with why. */
  unmatched: readonly { path: string; reason: string }[];
}

/**
 * Finds what the events did not: blobs that no ingestion has ever seen (of a `full` feed's only the
 * newest is ingested), released files, unfinished work whose message was lost, and files of which a
 * date has come. Safe to run at any time: a message that nobody needs does nothing.
 */
export async function sweepInbox(options: SweepOptions): Promise<SweepResult> {
  const { storage, mappings } = options;
  const versions = await listInboxVersions(storage);
  const { found, unmatched } = await findNewVersions(versions, options);
  const enqueued = new Set<string>();
  for (const [mapping, own] of found) {
    const newest = own.at(-1);
    for (const version of own) {
      if (mapping.content === 'full' && version !== newest) await skipVersion(version, storage);
      else enqueued.add(version.path);
    }
  }
  const lost: string[] = [];
  for (const mapping of mappings) {
    const unfinished = await checkUnfinished(mapping, versions, options);
    for (const path of unfinished.toEnqueue) enqueued.add(path);
    lost.push(...unfinished.lost);
    const due = found.has(mapping) ? undefined : await findDueFile(mapping, versions, options);
    if (due !== undefined) enqueued.add(due);
  }
  for (const path of enqueued) await enqueueFile(path, 0, storage);
  return { enqueued: [...new Set([...enqueued, ...lost])], unmatched };
}

/** The never-seen versions of each mapping, oldest first. */
async function findNewVersions(
  versions: readonly BlobVersion[],
  { storage, mappings }: SweepOptions,
): Promise<{ found: Map<Mapping, BlobVersion[]>; unmatched: SweepResult['unmatched'] }> {
  const isSeen = await readSeenVersions(storage);
  const found = new Map<Mapping, BlobVersion[]>();
  const unmatched: { path: string; reason: string }[] = [];
  const oldestFirst = [...versions].sort((a, b) => (isOlder(orderOf(a), orderOf(b)) ? -1 : 1));
  for (const version of oldestFirst) {
    if (!isCsv(version.path) || isSeen(version)) continue;
    try {
      const mapping = findMapping(version.path, mappings);
      found.set(mapping, [...(found.get(mapping) ?? []), version]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      if (await recordUnmatched(version, storage)) unmatched.push({ path: version.path, reason });
    }
  }
  return { found, unmatched };
}

const orderOf = ({ lastModified, ...version }: BlobVersion): Identity => ({
  ...version,
  lastModified: lastModified.toISOString(),
  mappingHash: '',
});

interface Unfinished {
  /** Paths to enqueue: their version or their mapping has changed, or somebody released them. */
  toEnqueue: string[];
  /** Paths of ingestions whose message the queue had lost; it was sent again. */
  lost: string[];
}

/**
 * Looks after a feed's unfinished ingestions. One that a worker has in hand is no exception: the
 * worker may have died since, and its message is what lets another continue when the lock has expired.
 */
async function checkUnfinished(
  mapping: Mapping,
  versions: readonly BlobVersion[],
  { storage, clock, sendEvent }: SweepOptions,
): Promise<Unfinished> {
  const feed = await readFeed(mapping.feed, storage);
  const found: Unfinished = { toEnqueue: [], lost: [] };
  for (const [id, identity] of Object.entries(feed.open)) {
    const { path, mappingHash } = identity;
    const ingestion = ingestionAt(mapping.feed, id, identity, storage);
    const checkpoint = await ingestion.documents.read<Checkpoint>('checkpoint');
    const isCurrent =
      versions.some((version) => isSameVersion(version, identity)) && mappingHash === mappingHashOf(mapping);
    await sendLongWaitEvent(ingestion, { clock, sendEvent });
    if (checkpoint !== undefined && isEnded(checkpoint))
      await unblockFeed(ingestion, clock); // a crash came between
    else if (!isCurrent || hasStopRequest(feed, id)) found.toEnqueue.push(path);
    else if (checkpoint !== undefined && needsDecision(checkpoint)) {
      const plan = await ingestion.documents.read<SavedPlan>('plan');
      if (plan !== undefined && isReleased(feed, { sha256: plan.sha256, mappingHash, day: identity.day }))
        found.toEnqueue.push(path);
    } else if (await replaceLostMessage(ingestion, clock)) found.lost.push(path);
  }
  return found;
}

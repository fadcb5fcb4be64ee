import type { Mapping } from '../../mapping/file/parse';
import { isHrFile } from '../../mapping/findMapping';
import { type Checkpoint, readCheckpoint } from '../checkpoint';
import { type Identity, type Ingestion, identityOf, ingestionAt, type MappedIngestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { type Report, reportOf } from '../reports/report';
import { isEnded, isSending, needsDecision } from '../states';
import { type BlobVersion, listInboxVersions } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import { enqueueFile } from '../storage/resumeQueue';
import { isDateDue } from './days';
import { type EndOptions, endIngestion, readStopRequest } from './endIngestion';
import { canSend, type FeedState, isOlder, readFeed, updateFeed } from './feedState';
import {
  blobReplaced,
  jobBusy,
  mappingChanged,
  type NextState,
  newerFirst,
  olderFirst,
  olderHeld,
  superseded,
  UploadStoppedError,
} from './nextState';
import { isSameVersion, readSeenVersion, readSeenVersions } from './versions';

/** The other ingestions of the feed that have not ended, for which a condition holds. */
async function findOpenIngestions(
  { id, feed, storage }: Ingestion,
  open: FeedState['open'],
  condition: (other: Identity, checkpoint: Checkpoint) => boolean,
): Promise<Ingestion[]> {
  const found: Ingestion[] = [];
  for (const [otherId, identity] of Object.entries(open)) {
    if (otherId === id) continue;
    const other = ingestionAt(feed, otherId, identity, storage);
    const checkpoint = await readCheckpoint(other);
    if (!isEnded(checkpoint) && condition(identity, checkpoint)) found.push(other);
  }
  return found;
}

/**
 * The state of a version of `full` content that must not be inspected now: a newer one passed, or
 * is to be inspected first.
 */
export async function checkNewerFiles(ingestion: MappedIngestion): Promise<NextState | undefined> {
  const { feed, storage, mapping } = ingestion;
  if (mapping.content !== 'full') return undefined;
  const own = identityOf(ingestion);
  const { open, newest } = await readFeed(feed, storage);
  if (newest !== undefined && isOlder(own, newest)) return superseded(newest.id);
  const [newer] = await findOpenIngestions(
    ingestion,
    open,
    (other, checkpoint) => isOlder(own, other) && checkpoint.inspectedAt === undefined && !needsDecision(checkpoint),
  );
  return newer && newerFirst(newer.id);
}

/**
 * The state of a file of `partial` content that must not be sent now: an older one is unfinished,
 * held, or not started.
 */
export async function checkOlderFiles(ingestion: MappedIngestion): Promise<NextState | undefined> {
  const { feed, storage, mapping } = ingestion;
  if (mapping.content !== 'partial') return undefined;
  const own = identityOf(ingestion);
  const { open } = await readFeed(feed, storage);
  const [undecided] = await findOpenIngestions(
    ingestion,
    open,
    (other, checkpoint) => isOlder(other, own) && needsDecision(checkpoint),
  );
  if (undecided !== undefined) return olderHeld(undecided.id);
  const [older] = await findOpenIngestions(ingestion, open, (other) => isOlder(other, own));
  if (older !== undefined) return olderFirst(older.id);
  const isSeen = await readSeenVersions(storage);
  for (const version of await listInboxVersions(storage)) {
    const identity = { ...version, lastModified: version.lastModified.toISOString(), mappingHash: '' };
    if (!isHrFile(version.path, mapping) || !isOlder(identity, own) || isSeen(version)) continue;
    await enqueueFile(version.path, 0, storage);
    return olderFirst();
  }
  return undefined;
}

/**
 * Records that a version passed inspection and safeguards: one of `full` content supersedes every
 * older one of its feed.
 * @returns the feed as it was at that moment. @throws UploadStoppedError while a worker still sends
 * an older one
 */
export async function supersedeOlderFiles(ingestion: MappedIngestion, options: EndOptions): Promise<FeedState> {
  const { id, feed, storage, mapping } = ingestion;
  if (mapping.content !== 'full') return readFeed(feed, storage);
  const own = { ...identityOf(ingestion), id };
  const state = await updateFeed(feed, storage, (current) =>
    current.newest !== undefined && isOlder(own, current.newest) ? current : { ...current, newest: own },
  );
  if (!canSend(state, ingestion)) return state;
  for (const older of await findOpenIngestions(ingestion, state.open, (other) => isOlder(other, own))) {
    const ended = await endIngestion(older, superseded(id), options);
    if (ended === undefined && isSending(await readCheckpoint(older))) throw new UploadStoppedError(jobBusy);
  }
  return state;
}

/**
 * The state of an ingestion that must not send: somebody ended it, a newer file passed, or its blob
 * was replaced.
 */
export async function findStopState(ingestion: MappedIngestion): Promise<NextState> {
  const { newest } = await readFeed(ingestion.feed, ingestion.storage);
  const requested = await readStopRequest(ingestion);
  return requested ?? (newest === undefined ? blobReplaced(ingestion.mapping) : superseded(newest.id));
}

/**
 * Ends the ingestions of a path whose blob is another version now, or is gone, and those that
 * somebody has asked to end.
 */
export async function endReplacedVersions(
  path: string,
  version: BlobVersion | undefined,
  { mapping, storage, ...options }: EndOptions & { mapping: Mapping; storage: Storage },
): Promise<void> {
  const { open } = await readFeed(mapping.feed, storage);
  for (const [id, identity] of Object.entries(open)) {
    const ingestion = ingestionAt(mapping.feed, id, identity, storage);
    const isReplaced = identity.path === path && !(version !== undefined && isSameVersion(identity, version));
    const next = (await readStopRequest(ingestion)) ?? (isReplaced ? blobReplaced(mapping) : undefined);
    if (next !== undefined) await endIngestion(ingestion, next, options);
  }
}

/**
 * Finds an ingestion of the same version under another mapping. One that has ended is not repeated,
 * unless a date has come: its report is returned. One that has not ended is superseded. Another day
 * of the same mapping is no obstacle.
 */
export async function endEarlierMapping(ingestion: MappedIngestion, options: EndOptions): Promise<Report | undefined> {
  const { mappingHash, feed, version, storage } = ingestion;
  const { ingestion: seen } = (await readSeenVersion(version, storage)) ?? {};
  if (seen === undefined || seen.mappingHash === mappingHash) return undefined;
  const earlier = ingestionAt(seen.feed, seen.id, seen, storage);
  const checkpoint = await readCheckpoint(earlier);
  if (isEnded(checkpoint) && isDateDue(await readFeed(feed, storage), ingestion)) return undefined;
  if (isEnded(checkpoint)) return reportOf(earlier, checkpoint, await earlier.documents.read<SavedPlan>('plan'));
  await endIngestion(earlier, mappingChanged, options);
  return undefined;
}

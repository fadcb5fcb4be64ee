import type { Clock } from '../graph/clock';
import { isCsv, mappingFor } from '../mapping/load';
import type { Mapping } from '../mapping/parse';
import { type Checkpoint, isEnded } from './checkpoint';
import { isOlder, isReleased, readFeed } from './feed';
import { type Identity, type Ingestion, ingestionAt, mappingHashOf } from './ingestion';
import type { FrozenPlan } from './plan';
import { isUnmatchedNews, isVersion, passOver, seenVersions } from './seen';
import { makeWay } from './settle';
import { type BlobVersion, enqueue, inTime, type Storage } from './storage';
import { inboxVersions } from './turn';

export interface SweepOptions {
  storage: Storage;
  mappings: readonly Mapping[];
  clock: Clock;
}

export interface Swept {
  /** Blobs that were enqueued. */
  enqueued: readonly string[];
  /** Blobs that are nobody's, told for the first time, each with why. */
  unmatched: readonly { path: string; reason: string }[];
}

/** A message that is this late is lost, in milliseconds. */
const grace = 2 * 60 * 1000;

/**
 * Finds what the events did not: blobs that no ingestion has ever seen (of a `full` feed's only the newest is ingested),
 * released files, and unfinished work whose message was lost. Safe to run at any time: what it enqueues in vain does nothing.
 */
export async function sweepInbox(options: SweepOptions): Promise<Swept> {
  const { storage, mappings } = options;
  const versions = await inboxVersions(storage);
  const { found, unmatched } = await neverSeen(versions, options);
  const enqueued = new Set<string>();
  for (const [mapping, own] of found) {
    const newest = own.at(-1);
    for (const version of own) {
      if (mapping.content === 'full' && version !== newest) await passOver(version, storage);
      else enqueued.add(version.path);
    }
  }
  for (const mapping of mappings) {
    for (const path of await leftBehind(mapping, versions, options)) enqueued.add(path);
  }
  for (const path of enqueued) await enqueue(path, 0, storage);
  return { enqueued: [...enqueued], unmatched };
}

/** The never-seen versions of each mapping, oldest first. */
async function neverSeen(
  versions: readonly BlobVersion[],
  { storage, mappings }: SweepOptions,
): Promise<{ found: Map<Mapping, BlobVersion[]>; unmatched: Swept['unmatched'] }> {
  const isSeen = await seenVersions(storage);
  const found = new Map<Mapping, BlobVersion[]>();
  const unmatched: { path: string; reason: string }[] = [];
  const oldestFirst = [...versions].sort((a, b) => (isOlder(orderOf(a), orderOf(b)) ? -1 : 1));
  for (const version of oldestFirst) {
    if (!isCsv(version.path) || isSeen(version)) continue;
    try {
      const mapping = mappingFor(version.path, mappings);
      found.set(mapping, [...(found.get(mapping) ?? []), version]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      if (await isUnmatchedNews(version, storage)) unmatched.push({ path: version.path, reason });
    }
  }
  return { found, unmatched };
}

const orderOf = ({ lastModified, ...version }: BlobVersion): Identity => ({
  ...version,
  lastModified: lastModified.toISOString(),
  mappingHash: '',
});

/** The paths of a feed's unfinished ingestions that no message and no worker takes further. */
async function leftBehind(
  mapping: Mapping,
  versions: readonly BlobVersion[],
  { storage, clock }: SweepOptions,
): Promise<string[]> {
  const { open } = await readFeed(mapping.feed, storage);
  const paths: string[] = [];
  for (const [id, identity] of Object.entries(open)) {
    const replaced = !versions.some((version) => isVersion(version, identity));
    const changed = identity.mappingHash !== mappingHashOf(mapping);
    const ingestion = ingestionAt(mapping.feed, id, identity, storage);
    if (replaced || changed || (await isLeft(ingestion, clock.now()))) paths.push(identity.path);
  }
  return paths;
}

async function isLeft(ingestion: Ingestion, now: number): Promise<boolean> {
  const { state, feed, storage, mappingHash, folder } = ingestion;
  const checkpoint = await state.read<Checkpoint>('checkpoint');
  if (checkpoint === undefined) return true;
  if (isEnded(checkpoint)) {
    await makeWay(ingestion); // a crash came between
    return false;
  }
  if (checkpoint.state === 'held') {
    const plan = await state.read<FrozenPlan>('plan');
    return plan !== undefined && isReleased(await readFeed(feed, storage), { sha256: plan.sha256, mappingHash });
  }
  if (checkpoint.due !== undefined && Date.parse(checkpoint.due) + grace > now) return false;
  const { leaseState } = await storage.state.getBlobClient(`${folder}/lock`).getProperties(inTime());
  return leaseState !== 'leased';
}

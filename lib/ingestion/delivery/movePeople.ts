import type { Clock } from '../../graph/clock';
import { maxOperations } from '../../scim/bulkRequests';
import { type Checkpoint, newCheckpoint } from '../checkpoint';
import { readFeed, removeUnmoved, updateFeed } from '../feed/feedState';
import { type Ingestion, ingestionAt, unknownIdentity } from '../ingestion';
import { deleteLastUsers, saveLastUsers } from '../people/lastUsers';
import type { UploadResult } from '../people/mergeSources';
import { loadPlannedPeople } from '../people/plannedPeople';
import { movePeople, peopleKey } from '../people/storeBlob';
import type { SavedPlan } from '../plan';
import { readPendingOutcomes } from '../reports/pendingOutcomes';
import { withJobLock } from '../storage/lease';
import { maxInFlight } from './upload';

/**
 * Moves the feed's people to what an ingestion has sent: those of the accepted part of its plan are
 * as they were given, those of the next 40 requests, which may have been in flight, are unknown. To
 * be called by the only one that uploads to the job.
 */
export async function moveSentPeople(ingestion: Ingestion, clock: Clock): Promise<void> {
  const { id, feed, storage, documents } = ingestion;
  const plan = await documents.read<SavedPlan>('plan');
  const checkpoint = (await documents.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  if (plan !== undefined && checkpoint.job !== undefined) {
    const upload = await readUploadResult(ingestion, { plan, checkpoint, job: checkpoint.job, now: clock.now() });
    const key = await peopleKey(storage);
    const revision = await movePeople(feed, storage, upload, async (store) =>
      plan.keepsUsers ? await saveLastUsers(ingestion, { store, upload, key }) : undefined,
    );
    await deleteLastUsers(feed, storage, plan.keepsUsers ? `${id}-${upload.settled}` : undefined);
    await documents.update<SavedPlan>('plan', (current = plan) => ({ ...current, revision })); // it continues from here
  }
  await updateFeed(feed, storage, (current) => removeUnmoved(current, id));
}

interface Sent {
  plan: SavedPlan;
  checkpoint: Checkpoint;
  job: NonNullable<Checkpoint['job']>;
  now: number;
}

async function readUploadResult(ingestion: Ingestion, { plan, checkpoint, job, now }: Sent): Promise<UploadResult> {
  const { id, feed, storage } = ingestion;
  const { planned } = await loadPlannedPeople(ingestion);
  const { settled, acceptedRecords, refused, startedAt, inFlight = maxInFlight } = checkpoint;
  const isAccepted = settled >= plan.requests;
  const refusedLines = new Set(refused.map(({ line }) => line));
  const rows = new Set<number>();
  if (refusedLines.size > 0)
    for (const [row, line] of planned.lines.entries()) if (refusedLines.has(line)) rows.add(row);
  const since = (await readPendingOutcomes(feed, storage))[id]?.since ?? Date.parse(startedAt ?? '');
  return {
    ingestionId: id,
    job,
    planned,
    leaves: plan.leaves,
    settled: acceptedRecords + refused.length,
    inFlight: isAccepted ? 0 : inFlight * maxOperations,
    refused: rows,
    users: undefined,
    isAccepted,
    removesMissing: plan.removesMissing,
    since: Number.isNaN(since) ? now : since,
    now,
  };
}

/**
 * Moves the people of the feed's other ingestions that have sent something and came to an end,
 * however they did.
 */
export async function moveEarlierSenders({ id, feed, storage }: Ingestion, clock: Clock): Promise<void> {
  const { unmoved = [] } = await readFeed(feed, storage);
  for (const other of unmoved)
    if (other !== id) await moveSentPeople(ingestionAt(feed, other, unknownIdentity, storage), clock);
}

/**
 * Moves the people of an ingestion that has ended, or is held; whoever uploads to the job next does
 * it, if somebody does now.
 */
export async function moveEndedPeople(ingestion: Ingestion, clock: Clock): Promise<void> {
  const { id, feed, storage, documents } = ingestion;
  if (!(await readFeed(feed, storage)).unmoved?.includes(id)) return;
  const { job } = (await documents.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  if (job !== undefined) await withJobLock(job, storage, () => moveSentPeople(ingestion, clock));
}

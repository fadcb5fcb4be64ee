import { type Checkpoint, isEnded, newCheckpoint } from './checkpoint';
import { isReleased, readFeed, updateFeed, withOpen } from './feed';
import { identityOf, type MappedIngestion } from './ingestion';
import type { FrozenPlan } from './plan';
import { type Report, reportOf, writeReport } from './report';
import { markSeen } from './seen';
import { comes, forgetPeople, isOver, makeWay, type SettleOptions } from './settle';
import { enqueue } from './storage';

type Time = Pick<SettleOptions, 'clock'>;

/** Counts a call in, and puts the ingestion on its feed's list; `undefined` when there is nothing to do for it now. */
export async function begin(ingestion: MappedIngestion, { clock }: Time): Promise<Checkpoint | undefined> {
  const { id, feed, storage, state } = ingestion;
  const before = await state.read<Checkpoint>('checkpoint');
  if (before !== undefined && (await rests(before, ingestion))) return undefined;
  const startedAt = new Date(clock.now()).toISOString();
  const begun = await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current) ? current : { startedAt, ...current, begun: current.begun + 1 },
  );
  if (isEnded(begun)) return undefined;
  await state.create('identity', identityOf(ingestion));
  await updateFeed(feed, storage, (current) => withOpen(current, id, identityOf(ingestion)));
  await markSeen(ingestion);
  if (begun.state === 'inspecting') await writeReport(reportOf(ingestion, begun, undefined), ingestion);
  return begun;
}

/** Whether it has ended, or is held. */
async function rests(checkpoint: Checkpoint, ingestion: MappedIngestion): Promise<boolean> {
  if (isEnded(checkpoint)) {
    await makeWay(ingestion); // a crash may have come between
    if (isOver(checkpoint)) await forgetPeople(ingestion);
    return true;
  }
  return checkpoint.state === 'held' && !(await isLetThrough(ingestion));
}

async function isLetThrough({ feed, storage, state, mappingHash }: MappedIngestion): Promise<boolean> {
  const plan = await state.read<FrozenPlan>('plan');
  return plan !== undefined && isReleased(await readFeed(feed, storage), { sha256: plan.sha256, mappingHash });
}

/** The report of an ingestion as it stands. */
export async function standing(ingestion: MappedIngestion): Promise<Report> {
  const { state } = ingestion;
  const checkpoint = (await state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  return reportOf(ingestion, checkpoint, await state.read<FrozenPlan>('plan'));
}

/** Takes back the counting in: the call did not crash, its storage failed. */
export async function uncount({ state }: MappedIngestion, { clock }: Time): Promise<void> {
  const since = new Date(clock.now()).toISOString();
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current)
      ? current
      : { ...current, begun: Math.max(0, current.begun - 1), troubledSince: current.troubledSince ?? since },
  );
}

/** How long after a storage that does not answer, or a worker that may be dead, somebody looks again, in seconds. */
export const lookAgainAfter = 60;

/** Whoever is at work may have died: one message at a time looks after it. */
export async function lookAgain({ state, version, storage }: MappedIngestion, { clock }: Time): Promise<void> {
  let watched = false;
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    watched = isEnded(current) || comes(current, clock.now());
    return watched ? current : { ...current, due: new Date(clock.now() + lookAgainAfter * 1000).toISOString() };
  });
  if (!watched) await enqueue(version.path, lookAgainAfter, storage);
}

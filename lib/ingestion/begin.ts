import type { Clock } from '../graph/clock';
import { type Checkpoint, isEnded, newCheckpoint } from './checkpoint';
import { isReleased, readFeed, updateFeed, withOpen } from './feed';
import { identityOf, type MappedIngestion } from './ingestion';
import type { FrozenPlan } from './plan';
import { type Report, reportOf, writeReport } from './report';
import { markSeen } from './seen';
import { forgetPeople, isOver, makeWay, type SettleOptions } from './settle';

type Time = Pick<SettleOptions, 'clock'>;

/** Counts a call in, and puts the ingestion on its feed's list; `undefined` when there is nothing to do for it now. */
export async function begin(ingestion: MappedIngestion, { clock }: Time): Promise<Checkpoint | undefined> {
  const { id, feed, storage, state } = ingestion;
  const before = await state.read<Checkpoint>('checkpoint');
  if (before !== undefined && (await rests(before, ingestion, clock))) return undefined;
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
async function rests(checkpoint: Checkpoint, ingestion: MappedIngestion, clock: Clock): Promise<boolean> {
  if (isEnded(checkpoint)) {
    await makeWay(ingestion, clock); // a crash may have come between
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

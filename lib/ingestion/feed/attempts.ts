import type { Clock } from '../../graph/clock';
import { type Checkpoint, isEnded, newCheckpoint } from '../checkpoint';
import { identityOf, type MappedIngestion } from '../ingestion';
import type { FrozenPlan } from '../plan';
import { type Report, reportOf, writeReport } from '../reports/report';
import { forgetPeople, isOver, makeWay, type SettleOptions } from './changeState';
import { isFileReleased, updateFeed, withOpen } from './feedState';
import { markSeen } from './versions';

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
  if (checkpoint.state !== 'held') return false;
  const plan = await ingestion.state.read<FrozenPlan>('plan');
  return plan === undefined || !(await isFileReleased(ingestion, plan));
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

import type { Clock } from '../../graph/clock';
import { type Checkpoint, newCheckpoint, readCheckpoint } from '../checkpoint';
import { type Ingestion, identityOf, type MappedIngestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { type Report, reportOf, writeReport } from '../reports/report';
import { isEnded, needsDecision } from '../states';
import { deletePersonalData, hasNoOutcomes, type StateChangeOptions, unblockFeed } from './changeState';
import { addOpenIngestion, isFileReleased, updateFeed } from './feedState';
import { recordSeenVersion } from './versions';

type ClockOption = Pick<StateChangeOptions, 'clock'>;

/**
 * Counts an attempt and adds the ingestion to its feed's open ones.
 * @returns `undefined` when there is nothing to do now
 */
export async function startAttempt(
  ingestion: MappedIngestion,
  { clock, savePage }: Pick<StateChangeOptions, 'clock' | 'savePage'>,
): Promise<Checkpoint | undefined> {
  const { id, feed, storage, documents } = ingestion;
  const before = await documents.read<Checkpoint>('checkpoint');
  if (before !== undefined && (await hasNothingToDo(before, ingestion, clock))) return undefined;
  const startedAt = new Date(clock.now()).toISOString();
  const checkpoint = await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current) ? current : { startedAt, ...current, begun: current.begun + 1 },
  );
  if (isEnded(checkpoint)) return undefined;
  await documents.create('identity', identityOf(ingestion));
  await updateFeed(feed, storage, (current) => addOpenIngestion(current, id, identityOf(ingestion)));
  await recordSeenVersion(ingestion);
  if (checkpoint.state === 'inspecting') {
    const report = reportOf(ingestion, checkpoint, undefined);
    await writeReport(report, ingestion);
    await savePage?.(ingestion, report);
  }
  return checkpoint;
}

/** Whether the ingestion has ended, or is held. Repeats what a crash after its end left undone. */
async function hasNothingToDo(checkpoint: Checkpoint, ingestion: MappedIngestion, clock: Clock): Promise<boolean> {
  if (isEnded(checkpoint)) {
    await unblockFeed(ingestion, clock); // a crash may have prevented it
    if (hasNoOutcomes(checkpoint)) await deletePersonalData(ingestion);
    return true;
  }
  if (!needsDecision(checkpoint)) return false;
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  return plan === undefined || !(await isFileReleased(ingestion, plan));
}

/** Builds the report from what is stored. */
export async function rebuildReport(ingestion: Ingestion): Promise<Report> {
  const { documents } = ingestion;
  const checkpoint = await readCheckpoint(ingestion);
  return reportOf(ingestion, checkpoint, await documents.read<SavedPlan>('plan'));
}

/** Takes back an attempt that did not crash: its storage failed. */
export async function revertAttempt({ documents }: MappedIngestion, { clock }: ClockOption): Promise<void> {
  const since = new Date(clock.now()).toISOString();
  await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
    isEnded(current)
      ? current
      : { ...current, begun: Math.max(0, current.begun - 1), troubledSince: current.troubledSince ?? since },
  );
}

import { type Checkpoint, type Decision, newCheckpoint } from '../checkpoint';
import type { Ingestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { createDecisionEvent } from '../reports/events';
import { reportOf, writeReport } from '../reports/report';
import type { StateChangeOptions } from './changeState';

/** Who decides, and why. */
export interface DecisionOptions extends StateChangeOptions {
  /** The object id of the account that decides; `unknown` where the storage is opened by a key. */
  by: string;
  reason?: string | undefined;
}

/** Records a person's decision in the report and the page, and sends its event. */
export async function recordDecision(
  ingestion: Ingestion,
  decision: Decision['decision'],
  { by, reason, clock, sendEvent, savePage }: DecisionOptions,
): Promise<void> {
  const { documents, feed, id } = ingestion;
  const made: Decision = { decision, by, at: new Date(clock.now()).toISOString(), reason: reason ?? null };
  const checkpoint = await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    decisions: [...(current.decisions ?? []), made],
  }));
  const report = reportOf(ingestion, checkpoint, await documents.read<SavedPlan>('plan'));
  await writeReport(report, ingestion);
  await savePage?.(ingestion, report);
  await sendEvent(createDecisionEvent({ feed, ingestionId: id, decision, by }));
}

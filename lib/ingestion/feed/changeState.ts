import type { Clock } from '../../graph/clock';
import type { TelemetryEvent } from '../../telemetry';
import { type Checkpoint, newCheckpoint, readCheckpoint } from '../checkpoint';
import { type Ingestion, ingestionAt, type MappedIngestion } from '../ingestion';
import { filterFileRecords, type SavedPlan } from '../plan';
import { createHrFileEvent } from '../reports/events';
import { untrackOutcomes } from '../reports/pendingOutcomes';
import { writeRejectedCsv } from '../reports/rejectedCsv';
import { readRejections } from '../reports/rejections';
import { type Report, reportOf, writeReport } from '../reports/report';
import { factsOf, isAtRest, isComplete, isEnded, isWaiting } from '../states';
import { BlobReplacedError, openBlob } from '../storage/blobs';
import { callTimeout } from '../storage/calls';
import { readFeed, removeEnded, updateFeed } from './feedState';
import { sendLongWaitEvent, waitAfter } from './longWaits';
import { deleteMessage, scheduleMessage } from './resumeMessage';

export interface StateChangeOptions {
  clock: Clock;
  /** Sends an event to Application Insights. A failure does not stop the file. */
  sendEvent: (event: TelemetryEvent) => Promise<void>;
  /** Writes the report as a page for people. */
  savePage: ((ingestion: Ingestion, report: Report) => Promise<void>) | undefined;
}

/** Fields of the checkpoint to change; with a delay, a message of the resume queue continues it. */
export interface StateChange extends Partial<Checkpoint> {
  delaySeconds?: number;
}

/**
 * Enters a state: first the report that people read and the event, then the checkpoint, so that a
 * crash between them does all of it again. An ingestion that another worker ended meanwhile stays
 * ended.
 */
export async function changeState(
  ingestion: Ingestion | MappedIngestion,
  { delaySeconds, ...change }: StateChange,
  { clock, sendEvent, savePage }: StateChangeOptions,
): Promise<Report> {
  const { documents } = ingestion;
  const current = await documents.read<Checkpoint>('checkpoint');
  const isAlreadyEnded = current !== undefined && isEnded(current);
  const entered = (before: Checkpoint): Checkpoint => {
    const after = { ...before, ...change };
    return { ...after, ...waitAfter(after, clock.now()) };
  };
  const next: Checkpoint = isAlreadyEnded ? current : entered({ ...newCheckpoint, ...current });
  const plan = await documents.read<SavedPlan>('plan');
  if ('mapping' in ingestion && plan !== undefined && isAtRest(next)) await rewriteRejectedCsv(ingestion, plan, next);
  const report = reportOf(ingestion, next, plan);
  await writeReport(report, ingestion);
  await savePage?.(ingestion, report);
  if (isAlreadyEnded) {
    await deleteMessage(ingestion); // a worker that did not know of the end may have sent one
    return report;
  }
  const event = createHrFileEvent(report, next, clock.now());
  if (event !== undefined) await sendEvent(event);
  const saved = await documents.update<Checkpoint>('checkpoint', (stored = newCheckpoint) =>
    isEnded(stored) ? stored : entered(stored),
  );
  if (saved.state !== next.state) return await changeState(ingestion, {}, { clock, sendEvent, savePage }); // it was ended meanwhile
  await sendLongWaitEvent(ingestion, { clock, sendEvent });
  if (delaySeconds !== undefined) await scheduleMessage(ingestion, delaySeconds, clock);
  if (isAtRest(next)) {
    await deleteMessage(ingestion);
    await unblockFeed(ingestion, clock);
  }
  if (hasNoOutcomes(next)) await deletePersonalData(ingestion);
  return report;
}

/**
 * Whether nobody in it will ever have an outcome. One that failed before anything was accepted is
 * inspected again when it is resumed. One that was discarded or superseded keeps what was accepted.
 */
export function hasNoOutcomes(checkpoint: Checkpoint): boolean {
  const { deletesPeople } = factsOf(checkpoint);
  return deletesPeople === 'always' || (deletesPeople === 'ifNothingSettled' && checkpoint.settled === 0);
}

/** Deletes what is kept of the people of an ingestion that sends nothing more. */
export async function deletePersonalData(ingestion: Ingestion): Promise<void> {
  const { folder, storage } = ingestion;
  await untrackOutcomes(ingestion);
  for (const name of ['records', 'absent', 'answers'])
    await storage.state.getBlobClient(`${folder}/${name}`).deleteIfExists(callTimeout());
}

/** Writes `rejected.csv` again with the records that Entra refused. */
async function rewriteRejectedCsv(
  ingestion: MappedIngestion,
  plan: SavedPlan,
  { refused: all }: Checkpoint,
): Promise<void> {
  const refused = filterFileRecords(all, plan);
  if (refused.length === 0) return;
  const { version, storage, mapping } = ingestion;
  try {
    const rejections = await readRejections(openBlob(version, storage), mapping, plan, refused);
    await writeRejectedCsv(rejections, ingestion);
  } catch (error) {
    if (!(error instanceof BlobReplacedError)) throw error; // the fields of these records are gone
  }
}

/** Removes an ended ingestion from its feed's open ones, and resumes those that waited for it. */
export async function unblockFeed({ id, feed, storage, documents }: Ingestion, clock: Clock): Promise<void> {
  const checkpoint = await documents.read<Checkpoint>('checkpoint');
  if (checkpoint === undefined || isEnded(checkpoint)) {
    const isWhole = checkpoint !== undefined && isComplete(checkpoint);
    await updateFeed(feed, storage, (current) => removeEnded(current, id, isWhole));
  }
  const { open } = await readFeed(feed, storage);
  for (const [other, identity] of Object.entries(open)) {
    if (other !== id) await resumeWaiting(ingestionAt(feed, other, identity, storage), clock);
  }
}

const waitsForOther = ['newer_first', 'older_first', 'older_held'];

/** Resumes an ingestion at once when it waits for another one. */
async function resumeWaiting(ingestion: Ingestion, clock: Clock): Promise<void> {
  const checkpoint = await readCheckpoint(ingestion);
  const waits = isWaiting(checkpoint) && checkpoint.reasons.some(({ code }) => waitsForOther.includes(code));
  if (waits) await scheduleMessage(ingestion, 0, clock);
}

import { readCsv } from '../../csv/read';
import type { Clock } from '../../graph/clock';
import type { TelemetryEvent } from '../../telemetry';
import { type Checkpoint, isEnded, newCheckpoint } from '../checkpoint';
import { type Ingestion, ingestionAt, type MappedIngestion } from '../ingestion';
import { type FrozenPlan, recordsAmong } from '../plan';
import { hrFileEvent } from '../reports/events';
import { awaitNoMore } from '../reports/pendingOutcomes';
import { dropPeoplesData } from '../reports/recordList';
import { writeRejected } from '../reports/rejectedCsv';
import { readRejections } from '../reports/rejections';
import { type Report, reportOf, writeReport } from '../reports/report';
import { download } from '../storage/blobs';
import { readFeed, updateFeed, withoutOpen } from './feedState';
import { deleteMessage, scheduleMessage } from './resumeMessage';

export interface SettleOptions {
  clock: Clock;
  /** Tells operations; an event that cannot be told stops no file. */
  tell: (event: TelemetryEvent) => Promise<void>;
}

/** What becomes of an ingestion; with a delay, it goes on by a message of the resume queue. */
export interface Change extends Partial<Checkpoint> {
  delaySeconds?: number;
}

/**
 * Enters a state: first the report that people read and the event, then the checkpoint, so that a crash between them does
 * all of it again. An ingestion that another worker ended meanwhile stays ended.
 */
export async function settle(
  ingestion: Ingestion | MappedIngestion,
  { delaySeconds, ...change }: Change,
  { clock, tell }: SettleOptions,
): Promise<Report> {
  const { state } = ingestion;
  const current = await state.read<Checkpoint>('checkpoint');
  const over = current !== undefined && isEnded(current);
  const next: Checkpoint = over ? current : { ...newCheckpoint, ...current, ...change };
  const plan = await state.read<FrozenPlan>('plan');
  if ('mapping' in ingestion && plan !== undefined && isAtRest(next)) await tellRefused(ingestion, plan, next);
  const report = reportOf(ingestion, next, plan);
  await writeReport(report, ingestion);
  if (over) {
    await deleteMessage(ingestion); // a worker that did not know of the end may have sent one
    return report;
  }
  const event = hrFileEvent(report, next, clock.now());
  if (event !== undefined) await tell(event);
  await state.update<Checkpoint>('checkpoint', (stored = newCheckpoint) =>
    isEnded(stored) ? stored : { ...stored, ...change },
  );
  if (delaySeconds !== undefined) await scheduleMessage(ingestion, delaySeconds, clock);
  if (isAtRest(next)) {
    await deleteMessage(ingestion);
    await makeWay(ingestion, clock);
  }
  if (isOver(next)) await forgetPeople(ingestion);
  return report;
}

/** Whether of nobody in it an outcome is ever told. One that failed before anything was accepted is read anew, if it is resumed. */
export const isOver = ({ state, settled }: Checkpoint): boolean =>
  ['rejected', 'unchanged', 'superseded'].includes(state) || (state === 'failed' && settled === 0);

/** Deletes what is kept of the people of an ingestion that sends nothing more. */
export async function forgetPeople(ingestion: Ingestion): Promise<void> {
  await awaitNoMore(ingestion);
  await dropPeoplesData(ingestion);
}

const isAtRest = (checkpoint: Checkpoint): boolean => isEnded(checkpoint) || checkpoint.state === 'held';

/** Writes `rejected.csv` anew when Entra refused records that inspection had taken. */
async function tellRefused(ingestion: MappedIngestion, plan: FrozenPlan, { refused: all }: Checkpoint): Promise<void> {
  const refused = recordsAmong(all, plan);
  if (refused.length === 0) return;
  const { version, storage, mapping } = ingestion;
  const rejections = await readRejections((csv) => readCsv(download(version, storage), csv), mapping, plan, refused);
  await writeRejected(rejections, ingestion);
}

/** Takes an ingestion that ended off its feed's list, and lets those go on that waited for it, or for its being held. */
export async function makeWay({ id, feed, storage, state }: Ingestion, clock: Clock): Promise<void> {
  const checkpoint = await state.read<Checkpoint>('checkpoint');
  if (checkpoint === undefined || isEnded(checkpoint)) {
    await updateFeed(feed, storage, (current) => withoutOpen(current, id));
  }
  const { open } = await readFeed(feed, storage);
  for (const [other, identity] of Object.entries(open)) {
    if (other !== id) await wake(ingestionAt(feed, other, identity, storage), clock);
  }
}

const waitsForOther = ['newer_first', 'older_first', 'older_held'];

/** Lets an ingestion that waits for another one go on at once. */
async function wake(ingestion: Ingestion, clock: Clock): Promise<void> {
  const { state, reasons } = (await ingestion.state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  const waits = state === 'waiting' && reasons.some(({ code }) => waitsForOther.includes(code));
  if (waits) await scheduleMessage(ingestion, 0, clock);
}

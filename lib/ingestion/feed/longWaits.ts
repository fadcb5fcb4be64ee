import type { Clock } from '../../graph/clock';
import type { TelemetryEvent } from '../../telemetry';
import { type Checkpoint, newCheckpoint, readCheckpoint } from '../checkpoint';
import type { Ingestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { createWaitingEvent } from '../reports/events';
import { reportOf } from '../reports/report';
import { isSending, isWaiting } from '../states';

export interface LongWaitOptions {
  clock: Clock;
  /** Sends an event to operations. */
  sendEvent: (event: TelemetryEvent) => Promise<void>;
}

const hour = 60 * 60 * 1000;
/** How long a file waits before it raises `HrFileWaiting`. */
const longWait = 24 * hour;
/** The interval in which a file that still waits raises `HrFileWaiting` again. */
const repeatInterval = 24 * hour;

/**
 * Since when a file waits, after it entered a state: an attempt without progress does not restart
 * the wait.
 */
export function waitAfter(checkpoint: Checkpoint, now: number): Partial<Checkpoint> {
  const { waitingSince, waitingTold } = checkpoint;
  if (isWaiting(checkpoint)) return { waitingSince: waitingSince ?? new Date(now).toISOString() };
  return isSending(checkpoint) ? { waitingSince, waitingTold } : noWait;
}

export const noWait = { waitingSince: undefined, waitingTold: undefined } as const;

/** Raises `HrFileWaiting` when a file has waited for `longWait`, and in intervals from then on. */
export async function sendLongWaitEvent(ingestion: Ingestion, { clock, sendEvent }: LongWaitOptions): Promise<void> {
  const { documents } = ingestion;
  const now = clock.now();
  if (!isDue(await readCheckpoint(ingestion), now)) return;
  let claimed = false;
  const checkpoint = await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    claimed = isDue(current, now);
    return claimed ? { ...current, waitingTold: new Date(now).toISOString() } : current;
  });
  if (!claimed) return;
  const report = reportOf(ingestion, checkpoint, await documents.read<SavedPlan>('plan'));
  await sendEvent(createWaitingEvent(report, checkpoint, now));
}

function isDue(checkpoint: Checkpoint, now: number): boolean {
  const { waitingSince, waitingTold } = checkpoint;
  if (!isWaiting(checkpoint) || waitingSince === undefined) return false;
  return waitingTold === undefined
    ? now - Date.parse(waitingSince) >= longWait
    : now - Date.parse(waitingTold) >= repeatInterval;
}

import type { Clock } from '../../graph/clock';
import { type Checkpoint, newCheckpoint, readCheckpoint } from '../checkpoint';
import type { Ingestion } from '../ingestion';
import { isEnded } from '../states';
import { callTimeout, hasStatus } from '../storage/calls';
import type { Storage } from '../storage/connect';
import type { Lease } from '../storage/lease';
import { encodeResumeMessage, enqueueFile, type ResumeMessage, toVisibilityTimeout } from '../storage/resumeQueue';

/*
 * An ingestion that has not ended has one message in `ingestion-resume`; its checkpoint records
 * which. While a worker holds the ingestion's lock, the message is kept invisible for a little
 * longer than the lock's lease. It becomes visible when the worker dies.
 */

/**
 * Seconds that the message of an ingestion in work stays invisible: longer than a lease of 60 s
 * lasts.
 */
const aheadSeconds = 65;
/** Milliseconds between its renewals. */
const renewEvery = 5000;
/** Seconds until a message that arrived while another worker holds the lock arrives again. */
const retryAfter = 10;

/**
 * Makes the ingestion's message visible after a delay: moves the one that is in the queue, or sends
 * one when there is none.
 */
export async function scheduleMessage(ingestion: Ingestion, delaySeconds: number, clock: Clock): Promise<void> {
  const { version, storage } = ingestion;
  const { message } = await readCheckpoint(ingestion);
  const moved = message && (await moveMessage(message, version.path, delaySeconds, storage));
  const due = clock.now() + delaySeconds * 1000;
  await recordMessage(ingestion, moved ?? (await enqueueFile(version.path, delaySeconds, storage)), due);
}

/**
 * Does some work while the ingestion's message is kept ahead of it, so that another worker continues
 * when this one dies.
 */
export async function withMessageAhead<T>(
  ingestion: Ingestion,
  { lost, clock }: Pick<Lease, 'lost'> & { clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  await scheduleMessage(ingestion, aheadSeconds, clock);
  let renewal: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    await scheduleMessage(ingestion, aheadSeconds, clock).catch(() => {}); // the next renewal tries again
    renewal = undefined;
  };
  const timer = setInterval(() => {
    if (!lost.aborted) renewal ??= renew();
  }, renewEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewal;
  }
}

/**
 * Leaves a message when another worker holds the lock, and may have died, unless one is still to
 * arrive.
 */
export async function ensureMessage(ingestion: Ingestion, clock: Clock): Promise<void> {
  const checkpoint = await readCheckpoint(ingestion);
  const { due } = checkpoint;
  if (isEnded(checkpoint) || (due !== undefined && Date.parse(due) > clock.now())) return;
  await scheduleMessage(ingestion, retryAfter, clock);
}

/** Sends the ingestion's message again when the queue has lost it. @returns whether it had */
export async function replaceLostMessage(ingestion: Ingestion, clock: Clock): Promise<boolean> {
  const { version, storage } = ingestion;
  const { message, due } = await readCheckpoint(ingestion);
  const now = clock.now();
  const visibleAt = due === undefined ? now : Math.max(now, Date.parse(due));
  // a queue cannot be asked for one message; moving it to where it is shows whether it is there
  const found = message && (await moveMessage(message, version.path, (visibleAt - now) / 1000, storage));
  if (found !== undefined) await recordMessage(ingestion, found, visibleAt);
  else await recordMessage(ingestion, await enqueueFile(version.path, 0, storage), now);
  return found === undefined;
}

/** Deletes the message of an ingestion that does not continue automatically. */
export async function deleteMessage(ingestion: Ingestion): Promise<void> {
  const { message } = await readCheckpoint(ingestion);
  if (message === undefined) return;
  await ingestion.storage.resumeQueue
    .deleteMessage(message.id, message.popReceipt, callTimeout())
    .catch(ignoreGoneMessage);
  await ingestion.documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => {
    const { message: _, due: __, ...rest } = current;
    return rest;
  });
}

async function recordMessage({ documents }: Ingestion, message: ResumeMessage, due: number): Promise<void> {
  await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    message,
    due: new Date(due).toISOString(),
  }));
}

/**
 * Gives the message's new receipt; `undefined` when it is not in the queue, or a worker has
 * received it.
 */
async function moveMessage(
  { id, popReceipt }: ResumeMessage,
  path: string,
  delaySeconds: number,
  { resumeQueue }: Storage,
): Promise<ResumeMessage | undefined> {
  const visibilityTimeout = toVisibilityTimeout(delaySeconds);
  const moved = await resumeQueue
    .updateMessage(id, popReceipt, encodeResumeMessage(path), visibilityTimeout, callTimeout())
    .catch(ignoreGoneMessage);
  return moved && { id, popReceipt: moved.popReceipt ?? popReceipt };
}

/** The storage knows no message with this id and receipt. */
function ignoreGoneMessage(error: unknown): undefined {
  if (!hasStatus(error, 400, 404)) throw error;
}

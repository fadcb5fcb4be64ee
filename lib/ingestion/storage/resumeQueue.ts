import { callTimeout } from './calls';
import type { Storage } from './connect';

/** A message of the queue, which can be moved or deleted until somebody receives it. */
export interface ResumeMessage {
  id: string;
  popReceipt: string;
}

const longestDelay = 7 * 24 * 60 * 60;

/** Lets an ingestion go on later, at once or after a delay of at most seven days. */
export async function enqueueFile(
  blob: string,
  delaySeconds: number,
  { resumeQueue }: Storage,
): Promise<ResumeMessage> {
  const visibilityTimeout = toVisibilityTimeout(delaySeconds);
  const sent = await resumeQueue.sendMessage(encodeResumeMessage(blob), { visibilityTimeout, ...callTimeout() });
  return { id: sent.messageId, popReceipt: sent.popReceipt };
}

export const toVisibilityTimeout = (delaySeconds: number): number => Math.min(longestDelay, Math.ceil(delaySeconds));

/** A message of `ingestion-resume`, in base64 as host.json says. */
export const encodeResumeMessage = (blob: string): string => Buffer.from(JSON.stringify({ blob })).toString('base64');

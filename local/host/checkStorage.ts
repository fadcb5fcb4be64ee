import { type BlobServiceClient, RestError } from '@azure/storage-blob';
import type { QueueServiceClient } from '@azure/storage-queue';

export interface CheckStorageOptions {
  /** Timeout of the storage, in milliseconds. */
  timeout: number;
  /** Ends the check without an error. */
  stop: AbortSignal;
}

/**
 * Calls the storage once, like the real host at start.
 * @throws when it refuses or does not answer in time
 */
export async function checkStorage(
  { blobs, queues }: { blobs: BlobServiceClient; queues: QueueServiceClient },
  { timeout, stop }: CheckStorageOptions,
): Promise<void> {
  const abortSignal = AbortSignal.any([stop, AbortSignal.timeout(timeout)]);
  try {
    await blobs.getContainerClient('azure-webjobs-hosts').exists({ abortSignal });
    await queues.getQueueClient('azure-webjobs-hosts').exists({ abortSignal });
  } catch (cause) {
    if (stop.aborted) return;
    const isRefused = cause instanceof RestError && cause.statusCode === 403;
    throw new Error(`the storage ${isRefused ? 'refuses the host (403)' : 'does not answer'}`, { cause });
  }
}

import type { BlobServiceClient } from '@azure/storage-blob';
import type { QueueServiceClient } from '@azure/storage-queue';
import type { Log } from './core';

/** The parts of host.json that the triggers heed. */
export interface HostJson {
  extensions?: {
    queues?: {
      batchSize?: number;
      maxPollingInterval?: string;
      maxDequeueCount?: number;
      /** The delay before a failed message is tried again. */
      visibilityTimeout?: string;
    };
    blobs?: { maxDegreeOfParallelism?: number; poisonBlobThreshold?: number };
  };
}

/** What a trigger needs: to invoke its function, to reach the storage, and to know when to stop. */
export interface TriggerContext {
  functionName: string;
  invoke(data: Record<string, unknown>): Promise<void>;
  blobs: BlobServiceClient;
  queues: QueueServiceClient;
  hostJson: HostJson;
  stop: AbortSignal;
  log: Log;
}

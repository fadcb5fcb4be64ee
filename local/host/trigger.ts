import type { BlobServiceClient } from '@azure/storage-blob';
import type { QueueServiceClient } from '@azure/storage-queue';
import type { Log } from './core';

/** The parts of host.json that the triggers use. */
export interface HostJson {
  extensions?: {
    queues?: {
      batchSize?: number;
      maxPollingInterval?: string;
      maxDequeueCount?: number;
      /** Delay before a failed message is retried. */
      visibilityTimeout?: string;
    };
    blobs?: { maxDegreeOfParallelism?: number; poisonBlobThreshold?: number };
  };
}

/** What a trigger needs: a way to invoke its function, the storage, and a signal to stop. */
export interface TriggerContext {
  functionName: string;
  invoke(data: Record<string, unknown>): Promise<void>;
  blobs: BlobServiceClient;
  queues: QueueServiceClient;
  hostJson: HostJson;
  stop: AbortSignal;
  log: Log;
}

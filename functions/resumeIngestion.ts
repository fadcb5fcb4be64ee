import type { InvocationContext } from '@azure/functions';
import { ingestBlob } from './ingestBlob';

/** Continues an ingestion that reached its time budget or waits for something. */
export async function resumeIngestion(message: unknown, context: InvocationContext): Promise<void> {
  const { blob } = message as { blob?: unknown };
  if (typeof blob !== 'string') throw new TypeError('a message of ingestion-resume must be { "blob": "path" }');
  await ingestBlob(blob, context);
}

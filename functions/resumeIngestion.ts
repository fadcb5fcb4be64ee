import type { InvocationContext } from '@azure/functions';
import { ingestBlob } from './ingestBlob';

/** Goes on with an ingestion that stopped for its time budget, or waits for something. */
export async function resumeIngestion(message: unknown, context: InvocationContext): Promise<void> {
  const { blob } = message as { blob?: unknown };
  if (typeof blob !== 'string') throw new TypeError('a message of ingestion-resume must be { "blob": "path" }');
  await ingestBlob(blob, context);
}

import type { InvocationContext } from '@azure/functions';
import type { BlobReference } from './blobReferences';
import { ingestBlob } from './ingestBlob';

/** Event Grid reports a new blob in hr-inbox. The event can come twice, and late. */
export async function ingestHrFile(blob: unknown, context: InvocationContext): Promise<void> {
  await ingestBlob((blob as BlobReference).BlobName, context);
}

import type { InvocationContext } from '@azure/functions';
import type { BlobReference } from './blobReferences';
import { ingestBlob } from './ingestBlob';

/** Event Grid says that a blob was created in hr-inbox; it may say so twice, and late. */
export async function ingestHrFile(blob: unknown, context: InvocationContext): Promise<void> {
  await ingestBlob((blob as BlobReference).BlobName, context);
}

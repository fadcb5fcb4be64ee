import { app, type InvocationContext } from '@azure/functions';
import { type BlobReference, registerBlobReferences } from './blobReferences';
import { ingestBlob } from './ingestBlob';

registerBlobReferences();

/** Event Grid says that a blob was created in hr-inbox; it may say so twice, and late. */
export async function ingestHrFile(blob: unknown, context: InvocationContext): Promise<void> {
  await ingestBlob((blob as BlobReference).BlobName, context);
}

app.storageBlob('ingestHrFile', {
  path: 'hr-inbox/{name}',
  connection: 'HrStorage',
  source: 'EventGrid',
  sdkBinding: true,
  handler: ingestHrFile,
});

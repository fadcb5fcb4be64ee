import { BlobServiceClient, type ContainerClient, RestError } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { Csv2ScimError, SettingsError } from '../errors';
import type { StorageConnection } from '../settings';

/** The containers and the queue in the storage account of `HrStorage` (contract, section 3). */
export interface Storage {
  inbox: ContainerClient;
  reports: ContainerClient;
  state: ContainerClient;
  resumeQueue: QueueClient;
}

/** Connects, and creates what is the app's own where it is not there yet. */
export async function connectStorage(connection: StorageConnection): Promise<Storage> {
  const { blobs, queues } = await servicesOf(connection);
  const storage: Storage = {
    inbox: blobs.getContainerClient('hr-inbox'),
    reports: blobs.getContainerClient('hr-reports'),
    state: blobs.getContainerClient('ingestion-state'),
    resumeQueue: queues.getQueueClient('ingestion-resume'),
  };
  await Promise.all([storage.reports, storage.state, storage.resumeQueue].map((client) => client.createIfNotExists()));
  return storage;
}

async function servicesOf(
  connection: StorageConnection,
): Promise<{ blobs: BlobServiceClient; queues: QueueServiceClient }> {
  if ('connectionString' in connection) {
    const { connectionString } = connection;
    try {
      return {
        blobs: BlobServiceClient.fromConnectionString(connectionString),
        queues: QueueServiceClient.fromConnectionString(connectionString),
      };
    } catch {
      throw new SettingsError('HrStorage', 'must be the connection string of a storage account'); // it holds a key
    }
  }
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const { blobServiceUri, queueServiceUri, clientId } = connection;
  const credential =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return {
    blobs: new BlobServiceClient(blobServiceUri, credential),
    queues: new QueueServiceClient(queueServiceUri, credential),
  };
}

/** One version of a blob: another ETag is another version. */
export interface BlobVersion {
  /** Path inside `hr-inbox`. */
  path: string;
  etag: string;
  lastModified: Date;
}

/** The blob as it is now; `undefined` when there is none. */
export async function versionOf(path: string, { inbox }: Storage): Promise<BlobVersion | undefined> {
  try {
    const { etag = '', lastModified = new Date(0) } = await inbox.getBlobClient(path).getProperties();
    return { path, etag, lastModified };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * Streams a version's bytes; every read carries If-Match, so that no other version slips in. An upload reads as slowly as
 * Entra takes, so connections that the storage closes meanwhile are opened again where they stopped.
 */
export async function* download({ path, etag }: BlobVersion, { inbox }: Storage): AsyncGenerator<Uint8Array> {
  try {
    const response = await inbox
      .getBlobClient(path)
      .download(0, undefined, { conditions: { ifMatch: etag }, maxRetryRequests: 100 });
    yield* response.readableStreamBody as AsyncIterable<Buffer>;
  } catch (error) {
    throw isStatus(error, 404, 412)
      ? new BlobReplacedError('the file was replaced or removed while it was read')
      : error;
  }
}

/** The version that an ingestion is of is no more. */
export class BlobReplacedError extends Csv2ScimError {
  readonly code = 'blob_replaced';
}

/** Lets an ingestion go on later, at once or after a delay. */
export async function enqueue(blob: string, delaySeconds: number, { resumeQueue }: Storage): Promise<void> {
  const message = Buffer.from(JSON.stringify({ blob })).toString('base64');
  await resumeQueue.sendMessage(message, { visibilityTimeout: Math.ceil(delaySeconds) });
}

export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof RestError && error.statusCode !== undefined && statuses.includes(error.statusCode);

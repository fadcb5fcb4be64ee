import type { TokenCredential } from '@azure/identity';
import { type BlobClient, BlobServiceClient, type ContainerClient, RestError } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { Csv2ScimError, SettingsError } from '../errors';
import type { StorageConnection } from '../settings';
import type { ResumeMessage } from './checkpoint';

/** The containers and the queue in the storage account of `HrStorage` (contract, section 3). */
export interface Storage {
  inbox: ContainerClient;
  reports: ContainerClient;
  state: ContainerClient;
  resumeQueue: QueueClient;
}

/** Who signs in where the connection is no connection string. */
export type CredentialFactory = (clientId: string | undefined) => Promise<TokenCredential>;

export const managedIdentity: CredentialFactory = async (clientId) => {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
};

/** Connects, and creates what is the app's own where it is not there yet. */
export async function connectStorage(
  connection: StorageConnection,
  createCredential?: CredentialFactory,
): Promise<Storage> {
  const storage = storageOf(await servicesOf(connection, createCredential));
  await Promise.all([storage.reports, storage.state, storage.resumeQueue].map((client) => client.createIfNotExists()));
  return storage;
}

export interface StorageServices {
  blobs: BlobServiceClient;
  queues: QueueServiceClient;
}

/** The clients alone: nothing is asked, nothing is created. */
export const storageOf = ({ blobs, queues }: StorageServices): Storage => ({
  inbox: blobs.getContainerClient('hr-inbox'),
  reports: blobs.getContainerClient('hr-reports'),
  state: blobs.getContainerClient('ingestion-state'),
  resumeQueue: queues.getQueueClient('ingestion-resume'),
});

/**
 * A connection that fails, or a 500, is tried four times within some ten seconds; what lasts longer
 * waits in the queue.
 */
const options = { retryOptions: { maxTries: 4, retryDelayInMs: 1000, maxRetryDelayInMs: 8000 } };

const patience = 30_000;

/** For calls of the storage: one that hangs ends in an AbortError, tries of its own included. */
export const inTime = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(patience) });

/** The same for one whose answer is read for as long as it takes. */
export async function beginsInTime<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  return call(late.signal).finally(() => clearTimeout(timer));
}

/**
 * The account's services, by a managed identity unless somebody else signs in. @throws
 * SettingsError
 */
export async function servicesOf(
  connection: StorageConnection,
  createCredential: CredentialFactory = managedIdentity,
): Promise<StorageServices> {
  if ('connectionString' in connection) {
    const { connectionString } = connection;
    try {
      return {
        blobs: BlobServiceClient.fromConnectionString(connectionString, options),
        queues: QueueServiceClient.fromConnectionString(connectionString, options),
      };
    } catch {
      throw new SettingsError('HrStorage', 'must be the connection string of a storage account'); // it holds a key
    }
  }
  const { blobServiceUri, queueServiceUri, clientId } = connection;
  const credential = await createCredential(clientId);
  return {
    blobs: new BlobServiceClient(blobServiceUri, credential, options),
    queues: new QueueServiceClient(queueServiceUri, credential, options),
  };
}

/** One version of a blob: another ETag is another version. */
export interface BlobVersion {
  /** Path inside `hr-inbox`. */
  path: string;
  etag: string;
  lastModified: Date;
}

/**
 * The blob as it is now, and for how many milliseconds it has been so, by the storage's clock;
 * `undefined` when there is none.
 */
export async function versionOf(
  path: string,
  { inbox }: Storage,
): Promise<{ version: BlobVersion; age: number } | undefined> {
  try {
    const { etag = '', lastModified = new Date(0), date } = await inbox.getBlobClient(path).getProperties(inTime());
    return { version: { path, etag, lastModified }, age: (date?.getTime() ?? Date.now()) - lastModified.getTime() };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * Streams a version's bytes; every read carries If-Match, so that no other version slips in. An
 * upload reads as slowly as Entra takes, so connections that the storage closes meanwhile are
 * opened again where they stopped. @throws the reason of `stop`
 */
export async function* download(
  { path, etag }: BlobVersion,
  { inbox }: Storage,
  stop?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const options = { conditions: { ifMatch: etag }, maxRetryRequests: 100 };
  try {
    const response = await beginsInTime((abortSignal) =>
      inbox.getBlobClient(path).download(0, undefined, { ...options, abortSignal }),
    );
    for await (const chunk of response.readableStreamBody as AsyncIterable<Buffer>) {
      stop?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw isStatus(error, 404, 412)
      ? new BlobReplacedError('the file was replaced or removed while it was read')
      : error;
  }
}

export interface WholeBlob {
  bytes: Buffer;
  etag: string;
}

/**
 * A small blob in one read, so that one that is being rewritten comes whole; `undefined` when it is
 * not there.
 */
export async function readBlob(client: BlobClient): Promise<WholeBlob | undefined> {
  try {
    const response = await client.download(0, undefined, inTime());
    const bytes = Buffer.alloc(response.contentLength ?? 0); // a baseline is large: one copy will do
    let length = 0;
    for await (const chunk of response.readableStreamBody as AsyncIterable<Buffer>) length += chunk.copy(bytes, length);
    return { bytes, etag: response.etag ?? '' };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The version that an ingestion is of is no more. */
export class BlobReplacedError extends Csv2ScimError {
  readonly code = 'blob_replaced';
}

const longestDelay = 7 * 24 * 60 * 60;

/** Lets an ingestion go on later, at once or after a delay of at most seven days. */
export async function enqueue(blob: string, delaySeconds: number, { resumeQueue }: Storage): Promise<ResumeMessage> {
  const visibilityTimeout = visibilityTimeoutOf(delaySeconds);
  const sent = await resumeQueue.sendMessage(resumeText(blob), { visibilityTimeout, ...inTime() });
  return { id: sent.messageId, popReceipt: sent.popReceipt };
}

export const visibilityTimeoutOf = (delaySeconds: number): number => Math.min(longestDelay, Math.ceil(delaySeconds));

/** A message of `ingestion-resume`, in base64 as host.json says. */
export const resumeText = (blob: string): string => Buffer.from(JSON.stringify({ blob })).toString('base64');

export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof RestError && error.statusCode !== undefined && statuses.includes(error.statusCode);

/**
 * Whether the storage is not there for now, or too busy: it may be soon. A call that hung ends in
 * an AbortError.
 */
export const isStorageTrouble = (error: unknown): boolean =>
  (error instanceof RestError &&
    (error.statusCode === undefined || error.statusCode >= 500 || isStatus(error, 408, 429))) ||
  (error instanceof Error && error.name === 'AbortError');

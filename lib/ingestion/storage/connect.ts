import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { SettingsError } from '../../errors';
import type { StorageConnection } from '../../settings';

/**
 * The containers and the queue in the storage account of `HrStorage` (docs/reference.md, Containers
 * and queues).
 */
export interface Storage {
  inbox: ContainerClient;
  reports: ContainerClient;
  state: ContainerClient;
  resumeQueue: QueueClient;
}

/** Who signs in where the connection is no connection string. */
export type CredentialFactory = (clientId: string | undefined) => Promise<TokenCredential>;

export const createManagedIdentity: CredentialFactory = async (clientId) => {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
};

/** Connects, and creates what is the app's own where it is not there yet. */
export async function connectStorage(
  connection: StorageConnection,
  createCredential?: CredentialFactory,
): Promise<Storage> {
  const storage = createStorageClients(await createServiceClients(connection, createCredential));
  await Promise.all([storage.reports, storage.state, storage.resumeQueue].map((client) => client.createIfNotExists()));
  return storage;
}

export interface StorageServices {
  blobs: BlobServiceClient;
  queues: QueueServiceClient;
}

/** Only the clients: no call is made, nothing is created. */
export const createStorageClients = ({ blobs, queues }: StorageServices): Storage => ({
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

/**
 * The account's services, by a managed identity unless somebody else signs in. @throws
 * SettingsError
 */
export async function createServiceClients(
  connection: StorageConnection,
  createCredential: CredentialFactory = createManagedIdentity,
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

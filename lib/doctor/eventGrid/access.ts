import { developmentToken } from '../../graph/client/tokens';
import { isLoopback } from '../../graph/endpoint';
import { type CredentialFactory, createManagedIdentity } from '../../ingestion/storage/connect';
import type { Environment, Settings, StorageConnection } from '../../settings';
import type { EventGridOptions } from './examine';
import { managementEndpoint } from './management';

/**
 * Finds the storage account whose events are checked, and connects to the management API.
 * `undefined` when Graph or the storage is local, because there is no Event Grid then.
 * AZURE_MANAGEMENT_ENDPOINT, a loopback address, replaces Azure in tests.
 * @throws SettingsError
 */
export function createEventGridAccess(
  { endpoint: graph, storage, clientId }: Settings,
  { AZURE_MANAGEMENT_ENDPOINT: standIn }: Environment,
  createCredential: CredentialFactory = createManagedIdentity,
): Pick<EventGridOptions, 'account' | 'access'> | undefined {
  const endpoint = managementEndpoint(graph, standIn);
  const { account, local } = findAccount(storage);
  if (endpoint === undefined || account === undefined || (local && !endpoint.loopback)) return undefined;
  const token = async (): Promise<string> => {
    if (endpoint.loopback) return developmentToken;
    const given = await (await createCredential(clientId)).getToken(`${endpoint.origin}/.default`);
    if (given === null) throw new TypeError('the credential gave no token');
    return given.token;
  };
  return { account, access: { endpoint, token } };
}

/** Finds the name of a storage account, and whether it is an emulator. */
function findAccount(storage: StorageConnection): { account: string | undefined; local: boolean } {
  if ('connectionString' in storage) {
    const part = (name: string): string | undefined =>
      new RegExp(`(?:^|;)\\s*${name}=([^;]*)`, 'i').exec(storage.connectionString)?.[1];
    const blobs = part('BlobEndpoint');
    const local = part('UseDevelopmentStorage') !== undefined || (blobs !== undefined && isLocal(blobs));
    return { account: part('AccountName'), local };
  }
  const { blobServiceUri } = storage;
  const account = URL.canParse(blobServiceUri) ? new URL(blobServiceUri).hostname.split('.')[0] : undefined;
  return { account, local: isLocal(blobServiceUri) };
}

const isLocal = (url: string): boolean => URL.canParse(url) && isLoopback(new URL(url).hostname);

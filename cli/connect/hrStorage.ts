import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../../lib/ingestion/storage/connect';
import type { Environment } from '../../lib/settings';
import { readSettings } from '../../lib/settings';

/**
 * Connects to the storage account of HrStorage. With service addresses it signs in with Azure CLI
 * or the managed identity of this machine.
 */
export async function connectHrStorage(
  environment: Environment,
  connection = readSettings(environment).storage,
): Promise<Storage> {
  const { connectStorage } = await import('../../lib/ingestion/storage/connect');
  return connectStorage(connection, createAzureCredential);
}

export async function createAzureCredential(): Promise<TokenCredential> {
  const { AzureCliCredential, ChainedTokenCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return new ChainedTokenCredential(new AzureCliCredential(), new ManagedIdentityCredential());
}

import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../../lib/ingestion/storage/connect';
import type { Environment } from '../../lib/settings';
import { readSettings } from '../../lib/settings';

/** The storage account of HrStorage; with addresses, whoever is signed in to Azure CLI reaches it, or this machine's identity. */
export async function hrStorage(
  environment: Environment,
  connection = readSettings(environment).storage,
): Promise<Storage> {
  const { connectStorage } = await import('../../lib/ingestion/storage/connect');
  return connectStorage(connection, azureCredential);
}

export async function azureCredential(): Promise<TokenCredential> {
  const { AzureCliCredential, ChainedTokenCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return new ChainedTokenCredential(new AzureCliCredential(), new ManagedIdentityCredential());
}

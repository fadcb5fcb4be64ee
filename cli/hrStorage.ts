import type { TokenCredential } from '@azure/identity';
import type { Storage } from '../lib/ingestion/storage';
import { readSettings } from '../lib/settings';

/** The storage account of HrStorage; with addresses, whoever is signed in to Azure CLI reaches it, or this machine's identity. */
export async function hrStorage(connection = readSettings(process.env).storage): Promise<Storage> {
  const { connectStorage } = await import('../lib/ingestion/storage');
  return connectStorage(connection, azureCredential);
}

export async function azureCredential(): Promise<TokenCredential> {
  const { AzureCliCredential, ChainedTokenCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return new ChainedTokenCredential(new AzureCliCredential(), new ManagedIdentityCredential());
}

import type { InvocationContext } from '@azure/functions';
import { createGraphClient } from '../lib/graph/client';
import { systemClock } from '../lib/graph/clock';
import { createPace } from '../lib/graph/pace';
import { tokenSource } from '../lib/graph/tokens';
import { type IngestOptions, ingest } from '../lib/ingestion/ingest';
import type { Report } from '../lib/ingestion/report';
import { connectStorage } from '../lib/ingestion/storage';
import { loadMappings, NoMappingError } from '../lib/mapping/load';
import { readSettings, type Settings } from '../lib/settings';

let options: Promise<IngestOptions> | undefined;

/**
 * Ingests a blob of hr-inbox with the app's settings, which are read when the first function runs, and again after a
 * failure. Logs one line, without any field of a record.
 */
export async function ingestBlob(path: string, context: InvocationContext): Promise<void> {
  options ??= ingestOptions(readSettings(process.env)).catch((error: unknown) => {
    options = undefined;
    throw error;
  });
  try {
    const report = await ingest(path, await options);
    if (report === undefined) context.log(`${path}: gone, or still being written`);
    else logReport(report, context);
  } catch (error) {
    if (!(error instanceof NoMappingError)) throw error;
    context.warn(`${path}: ${error.message}`);
  }
}

function logReport({ ingestionId, feed, state, reasons, records, requests }: Report, context: InvocationContext): void {
  const why = reasons.map(({ code, message }) => ` ${code}: ${message}`).join(';');
  const counts = `${records.valid} of ${records.read} records, ${requests.accepted} of ${requests.total} requests`;
  const line = `${feed} ${ingestionId} ${state} (${counts})${why}`;
  if (state === 'rejected' || state === 'failed') context.error(line);
  else if (state === 'waiting') context.warn(line);
  else context.log(line);
}

async function ingestOptions(settings: Settings): Promise<IngestOptions> {
  const { endpoint, callsPer5Seconds, settleSeconds, timeBudgetMinutes } = settings;
  const mappings = await loadMappings(settings.mappings, process.env);
  const clock = systemClock;
  const pace = createPace({ calls: callsPer5Seconds, window: 5000, clock }); // one for all: the limit is the tenant's
  const token = tokenSource(endpoint, () => managedIdentity(settings));
  const graph = createGraphClient({ endpoint, token, pace, clock });
  return { storage: await connectStorage(settings.storage), mappings, graph, clock, settleSeconds, timeBudgetMinutes };
}

async function managedIdentity({ clientId }: Settings) {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
}

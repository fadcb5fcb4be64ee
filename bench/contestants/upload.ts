import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { systemClock as clock } from '../../lib/graph/clock';
import { createQuotaLimiter } from '../../lib/graph/limits/quotaLimiter';
import { bulkUpload } from '../../lib/graph/provisioning/bulkUpload';
import { noProgress, type Progress } from '../../lib/ingestion/checkpoint';
import { coalesceWrites } from '../../lib/ingestion/delivery/coalesceWrites';
import { uploadRequests } from '../../lib/ingestion/delivery/upload';
import { createStorageClients, type Storage } from '../../lib/ingestion/storage/connect';
import { openLedger } from '../../lib/ingestion/storage/quotaLedger';
import { openStateStore } from '../../lib/ingestion/storage/stateStore';
import { job } from '../job';
import type { LimitShare } from '../upload/burstShare';
import { besideEntra } from '../upload/simulation';
import { requestsOf } from './requests';

/** An upload as the app makes it: its pace, its ledger and its checkpoint in a storage. */
export async function run(file: string, latency: string, connectionString: string): Promise<LimitShare> {
  const storage = await newStorage(connectionString);
  const state = openStateStore('bench', storage);
  const rateLimiter = createQuotaLimiter({
    ledger: openLedger(storage),
    clock,
    callsPer5Seconds: 40,
    callsPerDay: 2000,
  });
  return besideEntra(Number(latency), rateLimiter, async (client) => {
    await uploadRequests(requestsOf(file), {
      send: (request, signal) => bulkUpload(client, job, request, { signal }),
      from: noProgress,
      onProgress: coalesceWrites(async (progress) => {
        await state.update<Progress>('checkpoint', () => progress);
      }),
      stop: new AbortController().signal,
    });
  });
}

/** A container of its own: uploads that are measured at the same time share no ledger. */
async function newStorage(connectionString: string): Promise<Storage> {
  const blobs = BlobServiceClient.fromConnectionString(connectionString);
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  const state = blobs.getContainerClient(`bench-${process.pid}`);
  await state.create();
  return { ...createStorageClients({ blobs, queues }), state };
}

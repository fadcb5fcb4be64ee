import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { bulkUpload } from '../../lib/graph/bulkUpload';
import { systemClock as clock } from '../../lib/graph/clock';
import { createQuotaPace } from '../../lib/graph/quotaPace';
import { noProgress, type Progress } from '../../lib/ingestion/checkpoint';
import { latest } from '../../lib/ingestion/delivery/coalesceWrites';
import { upload } from '../../lib/ingestion/delivery/upload';
import { type Storage, storageOf } from '../../lib/ingestion/storage/connect';
import { ledgerOf } from '../../lib/ingestion/storage/quotaLedger';
import { stateStore } from '../../lib/ingestion/storage/stateStore';
import { job } from '../job';
import type { Reached } from '../upload/share';
import { besideEntra } from '../upload/simulation';
import { requestsOf } from './requests';

/** An upload as the app makes it: its pace, its ledger and its checkpoint in a storage. */
export async function run(file: string, latency: string, connectionString: string): Promise<Reached> {
  const storage = await newStorage(connectionString);
  const state = stateStore('bench', storage);
  const pace = createQuotaPace({ ledger: ledgerOf(storage), clock, callsPer5Seconds: 40, callsPerDay: 2000 });
  return besideEntra(Number(latency), pace, async (client) => {
    await upload(requestsOf(file), {
      send: (request, signal) => bulkUpload(client, job, request, { signal }),
      from: noProgress,
      onProgress: latest(async (progress) => {
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
  return { ...storageOf({ blobs, queues }), state };
}

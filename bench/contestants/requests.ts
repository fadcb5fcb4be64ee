import { createReadStream } from 'node:fs';
import { readCsv } from '../../lib/csv/read';
import { createOperations } from '../../lib/ingestion/inspection/operations';
import type { Plan } from '../../lib/ingestion/plan';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { type BulkRequest, encodeBulkRequest, packBulkRequests } from '../../lib/scim/bulkRequests';
import { mappingFile } from '../mappingFile';

/** A plan that leaves nobody out. */
export const everybody: Plan = {
  records: { read: 0, valid: 0, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
  requests: 0,
  excluded: [],
  conflicts: [],
  duplicates: [],
  notes: [],
};

/** The bulk requests of a file, as an upload makes them. */
export async function* requestsOf(file: string): AsyncGenerator<BulkRequest> {
  const { mapping } = await loadMapping(mappingFile);
  yield* packBulkRequests(createOperations((csv) => readCsv(createReadStream(file), csv), mapping, everybody));
}

/** What an upload does between the file and the network: every body is written, and thrown away. */
export async function run(file: string): Promise<void> {
  for await (const request of requestsOf(file)) encodeBulkRequest(request);
}

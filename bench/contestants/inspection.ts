import { createReadStream } from 'node:fs';
import { readCsv } from '../../lib/csv/read';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { mappingFile } from '../mappingFile';
import { key } from '../peopleStore';

/**
 * What an ingestion does before it compares anybody with what Entra was given: checks and
 * duplicates.
 */
export async function run(file: string): Promise<void> {
  const { mapping } = await loadMapping(mappingFile);
  const { plan } = await inspectRecords((csv) => readCsv(createReadStream(file), csv), mapping, { key });
  if (plan.records.rejected > 0) throw new Error('records were rejected');
}

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readCsv } from '../../lib/csv/read';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { findSafeguardReasons } from '../../lib/ingestion/inspection/safeguards';
import { baselineFromBytes } from '../../lib/ingestion/people/baseline';
import { loadMapping } from '../../lib/mapping/load';
import { baselineFile, key } from '../baselines';
import { mappingFile } from '../mappingFile';

/** What an ingestion does before its first request: checks, duplicates, and the safeguards beside the last accepted file. */
export async function run(file: string): Promise<void> {
  const { mapping } = await loadMapping(mappingFile);
  const { plan, people } = await inspectRecords((csv) => readCsv(createReadStream(file), csv), mapping, { key });
  const baseline = baselineFromBytes(await readFile(baselineFile(file, 'all')));
  if (baseline === undefined) throw new Error('the baseline cannot be read');
  const reasons = findSafeguardReasons({ plan, people, baseline, mapping });
  if (reasons.length > 0) throw new Error(`a safeguard fired: ${reasons.map(({ code }) => code).join(', ')}`);
}

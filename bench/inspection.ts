import { createReadStream } from 'node:fs';
import { readCsv } from '../lib/csv/read';
import { inspect } from '../lib/ingestion/inspect';
import { loadMapping } from '../lib/mapping/load';
import { measured } from './measured';

/** What an ingestion does before its first request. */
void measured(async (file) => {
  const { mapping } = await loadMapping('mappings/employees.json');
  await inspect((csv) => readCsv(createReadStream(file), csv), mapping);
});

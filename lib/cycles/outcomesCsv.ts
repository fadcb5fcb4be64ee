import { inertRecord } from '../csv/write';
import { type Outcome, outcomes } from '../graph/logs/vocabulary';
import type { Ingestion } from '../ingestion/ingestion';
import { uploadBlocks } from '../ingestion/storage/blockUpload';
import { type ExplainOptions, explainOutcome, type OutcomeRow } from './outcomes';

const columns = ['line', 'externalId', 'outcome', 'action', 'reason', 'whoActs', 'errorCode', 'time'];
export interface OutcomesFile extends ExplainOptions {
  /** The number of records with each outcome. */
  counts: ReadonlyMap<Outcome, number>;
  /** The records with their outcomes, in file order. Called once for each outcome. */
  rows: () => AsyncIterable<OutcomeRow>;
  /** The HR file's delimiter, because the same spreadsheet program opens both files. */
  delimiter: string;
}

/**
 * Writes `outcomes.csv` next to `report.json`: most urgent outcome first, then by line.
 * docs/reference.md describes the columns.
 */
export async function writeOutcomes({ folder, storage }: Ingestion, file: OutcomesFile): Promise<void> {
  await uploadBlocks(storage.reports.getBlockBlobClient(`${folder}/outcomes.csv`), createCsv(file), {
    blobHTTPHeaders: { blobContentType: 'text/csv; charset=utf-8' },
  });
}

async function* createCsv({ counts, rows, delimiter, ...options }: OutcomesFile): AsyncGenerator<Buffer> {
  // spreadsheet programs detect UTF-8 by the BOM
  yield Buffer.from(`\ufeff${inertRecord(columns, delimiter)}`);
  for (const outcome of outcomes) {
    if ((counts.get(outcome) ?? 0) === 0) continue;
    let text = '';
    for await (const row of rows()) {
      if (row.outcome !== outcome) continue;
      text += inertRecord(createFields(row, options), delimiter);
      if (text.length < 65_536) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }
}

function createFields(row: OutcomeRow, options: ExplainOptions): string[] {
  const { line, externalId, outcome, answer } = row;
  const { reason, whoActs } = explainOutcome(row, options);
  const time = answer === undefined ? '' : new Date(answer.time).toISOString();
  const lineText = line === undefined ? '' : String(line);
  return [lineText, externalId, outcome, answer?.action ?? '', reason, whoActs, answer?.errorCode ?? '', time];
}

import { inertRecord, isFormula } from '../../csv/write';
import type { Ingestion } from '../ingestion';
import { uploadBlocks } from '../storage/blockUpload';
import type { Rejections } from './rejections';

/**
 * Writes `rejected.csv`: the fields as they were, the line and the reason; in the file's own
 * delimiter, as its reader's spreadsheet expects.
 */
export async function writeRejectedCsv(rejections: Rejections, { folder, storage }: Ingestion): Promise<void> {
  await uploadBlocks(storage.reports.getBlockBlobClient(`${folder}/rejected.csv`), formatRejectedCsv(rejections), {
    blobHTTPHeaders: { blobContentType: 'text/csv; charset=utf-8' },
  });
}

const guardNote = 'An apostrophe at the start of a field keeps the spreadsheet from running it: it is not in your file';

export async function* formatRejectedCsv({ header, delimiter, rejections }: Rejections): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${inertRecord([...header, 'line', 'reason'], delimiter)}`); // spreadsheets need the BOM
  for await (const { fields, line, reason } of rejections) {
    const reasonWithNote = fields.some(isFormula) ? `${reason}. ${guardNote}` : reason;
    yield Buffer.from(inertRecord([...fields, String(line), reasonWithNote], delimiter));
  }
}

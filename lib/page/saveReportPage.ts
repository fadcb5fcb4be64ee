import { Readable } from 'node:stream';
import type { BlobClient } from '@azure/storage-blob';
import { parse } from 'csv-parse';
import type { Ingestion } from '../ingestion/ingestion';
import type { SavedPlan } from '../ingestion/plan';
import type { Report } from '../ingestion/reports/report';
import { callTimeout, hasStatus } from '../ingestion/storage/calls';
import type { PageInput, PageOutcomes } from './input';
import { renderPage } from './page';
import { isUrgent } from './parts/outcomes';

/** More than the page shows. */
const mostRows = 500;

/**
 * Writes `report.html` beside `report.json`, from what is in hr-reports; as `latest.html` of
 * the feed too, unless that is the page of a newer file. Less than 2 MB.
 */
export async function saveReportPage({ feed, folder, storage, documents }: Ingestion, report: Report): Promise<void> {
  const { reports } = storage;
  const { delimiter = ',' } = (await documents.read<Pick<SavedPlan, 'delimiter'>>('plan')) ?? {};
  const { ingestionId } = report;
  const rejected = await openBlob(reports.getBlobClient(`${folder}/rejected.csv`));
  const rejections =
    rejected === undefined ? { header: [], rejections: [] } : await readRejections(rejected, delimiter);
  const outcomes = await openBlob(reports.getBlobClient(`${folder}/outcomes.csv`));
  const input: PageInput = {
    report,
    ...rejections,
    cycles: [],
    entries: [],
    outcomes: outcomes === undefined ? { counts: new Map(), rows: [] } : await readOutcomes(outcomes, delimiter),
    madeAt: new Date().toISOString(),
  };
  const write = (path: string, beside: string, conditions = {}) => {
    const page = renderPage({
      ...input,
      files: { beside, rejected: rejected !== undefined, outcomes: outcomes !== undefined },
    });
    return reports.getBlockBlobClient(path).upload(page, Buffer.byteLength(page), {
      blobHTTPHeaders: { blobContentType: 'text/html; charset=utf-8' },
      metadata: { ingestionid: ingestionId },
      conditions,
      ...callTimeout(),
    });
  };
  await write(`${folder}/report.html`, '');
  const latest = `${feed}/latest.html`;
  const properties = await reports.getBlobClient(latest).getProperties(callTimeout()).catch(ifMissing);
  const newest = properties?.metadata?.ingestionid ?? '';
  if (ingestionId.slice(0, timeLength) < newest.slice(0, timeLength)) return;
  const condition = properties === undefined ? { ifNoneMatch: '*' } : { ifMatch: properties.etag };
  await write(latest, `${ingestionId}/`, condition).catch((error: unknown) => {
    // another worker was quicker; the next change of state writes again
    if (!hasStatus(error, 409, 412)) throw error;
  });
}

/** An id begins with the time of its file. */
const timeLength = '20261129T080000Z'.length;

/** The content of a blob; `undefined` when there is none. */
async function openBlob(blob: BlobClient): Promise<AsyncIterable<Uint8Array> | undefined> {
  const found = await blob.download(0, undefined, { maxRetryRequests: 5, ...callTimeout() }).catch(ifMissing);
  return found?.readableStreamBody as AsyncIterable<Uint8Array> | undefined;
}

function ifMissing(error: unknown): undefined {
  if (!hasStatus(error, 404)) throw error;
}

/**
 * The records of a file that we wrote: in the HR file's own delimiter, whatever its columns are
 * called.
 */
async function* readRecords(bytes: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<string[]> {
  const parser = Readable.from(bytes).pipe(parse({ delimiter, bom: true, relax_column_count: true }));
  yield* parser as AsyncIterable<string[]>;
}

/** `rejected.csv`: the columns of the file, then line and reason. */
export async function readRejections(
  bytes: AsyncIterable<Uint8Array>,
  delimiter: string,
): Promise<Pick<PageInput, 'header' | 'rejections'>> {
  let header: string[] | undefined;
  const rejections: PageInput['rejections'][number][] = [];
  for await (const fields of readRecords(bytes, delimiter)) {
    const [line = '', reason = ''] = fields.slice(-2);
    if (header === undefined) header = fields.slice(0, -2);
    else rejections.push({ line: Number(line), reason, fields: fields.slice(0, -2) });
    if (rejections.length === mostRows) break;
  }
  return { header: header ?? [], rejections };
}

/** `outcomes.csv`: how many people have each outcome, and the first for whom somebody must act. */
async function readOutcomes(bytes: AsyncIterable<Uint8Array>, delimiter: string): Promise<PageOutcomes> {
  const counts = new Map<string, number>();
  const rows: PageOutcomes['rows'][number][] = [];
  let header: string[] | undefined;
  for await (const fields of readRecords(bytes, delimiter)) {
    if (header === undefined) {
      header = fields;
      continue;
    }
    const [line = '', externalId = '', outcome = '', , reason = '', whoActs = ''] = fields; // as outcomesCsv.ts writes them
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (isUrgent(outcome) && rows.length < mostRows) rows.push({ line, externalId, outcome, reason, whoActs });
  }
  return { counts, rows };
}

import { inertRecord } from '../csv/write';
import type { Checkpoint } from './checkpoint';
import type { Ingestion } from './ingestion';
import { uploadPieces } from './pieces';
import { type FrozenPlan, recordsAmong } from './plan';
import type { Rejections } from './rejections';
import { inTime, readBlob } from './storage';

/** `report.json` (contract, section 3). */
export function reportOf(
  { id, feed, mappingHash, version }: Ingestion,
  checkpoint: Checkpoint,
  plan: FrozenPlan | undefined,
) {
  const { state, reasons, refused, accepted, inspectedAt = null, acceptedAt = null } = checkpoint;
  const { read, valid, rejected, duplicates } = plan?.records ?? { read: 0, valid: 0, rejected: 0, duplicates: 0 };
  const own = plan === undefined ? 0 : recordsAmong(refused, plan).length;
  const absent = plan !== undefined && (plan.selected !== undefined || plan.deactivated > 0) && { absent: plan.absent };
  const selected = { ...plan?.selected, ...absent };
  return {
    ingestionId: id,
    feed,
    blob: version.path,
    etag: version.etag,
    sha256: plan?.sha256 ?? null,
    mappingHash,
    state,
    reasons,
    records: { read, valid: valid - own, rejected: rejected + own, duplicates, ...selected },
    requests: { total: plan?.requests ?? 0, accepted },
    inspectedAt,
    acceptedAt,
  };
}

export type Report = ReturnType<typeof reportOf>;

/** Writes `report.json` anew; each change of state does. */
export async function writeReport(report: Report, { folder, storage }: Ingestion): Promise<void> {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await storage.reports
    .getBlockBlobClient(`${folder}/report.json`)
    .upload(text, Buffer.byteLength(text), { blobHTTPHeaders: { blobContentType: 'application/json' }, ...inTime() });
}

/** The report as people find it; `undefined` when there is none. */
export async function readReport({ folder, storage }: Ingestion): Promise<Pick<Report, 'state'> | undefined> {
  const found = await readBlob(storage.reports.getBlobClient(`${folder}/report.json`));
  return found && JSON.parse(found.bytes.toString());
}

/** Writes `rejected.csv`: the fields as they were, the line and the reason; in the file's own delimiter, as its reader's spreadsheet expects. */
export async function writeRejected(rejections: Rejections, { folder, storage }: Ingestion): Promise<void> {
  await uploadPieces(storage.reports.getBlockBlobClient(`${folder}/rejected.csv`), rejectedCsv(rejections), {
    blobHTTPHeaders: { blobContentType: 'text/csv; charset=utf-8' },
  });
}

export async function* rejectedCsv({ header, delimiter, rejections }: Rejections): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${inertRecord([...header, 'line', 'reason'], delimiter)}`); // the BOM tells a spreadsheet the encoding
  for await (const { fields, line, reason } of rejections)
    yield Buffer.from(inertRecord([...fields, String(line), reason], delimiter));
}

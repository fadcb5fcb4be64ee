import { type Checkpoint, countAccepted } from '../checkpoint';
import type { Ingestion } from '../ingestion';
import { countChanges, filterFileRecords, type Note, type SavedPlan } from '../plan';
import { readBlob } from '../storage/blobs';
import { callTimeout } from '../storage/calls';

/** `report.json` (docs/reference.md). */
export function reportOf(
  { id, feed, mappingHash, version }: Ingestion,
  checkpoint: Checkpoint,
  plan: SavedPlan | undefined,
) {
  const { state, reasons, refused, notes = [], inspectedAt = null, acceptedAt = null, decisions = [] } = checkpoint;
  const { read, valid, rejected, duplicates, skipped, repeatedHeaders } = plan?.records ?? noRecords;
  const own = plan === undefined ? 0 : filterFileRecords(refused, plan).length;
  const counts = plan?.selected && countChanges(plan.selected);
  const selected = plan && (counts || plan.deactivated > 0) ? { ...counts, absent: plan.absent } : {};
  return {
    ingestionId: id,
    feed,
    blob: version.path,
    etag: version.etag,
    sha256: plan?.sha256 ?? null,
    mappingHash,
    state,
    reasons,
    notes: [...notes.map((note): Note => ({ ...note, lines: [] })), ...(plan?.notes ?? [])],
    records: { read, valid: valid - own, rejected: rejected + own, duplicates, skipped, repeatedHeaders, ...selected },
    requests: { total: plan?.requests ?? 0, accepted: countAccepted(checkpoint).requests },
    inspectedAt,
    acceptedAt,
    decisions,
  };
}

const noRecords = { read: 0, valid: 0, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 };

export type Report = ReturnType<typeof reportOf>;

/** Writes `report.json` anew; each change of state does. */
export async function writeReport(report: Report, { folder, storage }: Ingestion): Promise<void> {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await storage.reports.getBlockBlobClient(`${folder}/report.json`).upload(text, Buffer.byteLength(text), {
    blobHTTPHeaders: { blobContentType: 'application/json' },
    ...callTimeout(),
  });
}

/** The report as people find it; `undefined` when there is none. */
export async function readReport({ folder, storage }: Ingestion): Promise<Pick<Report, 'state'> | undefined> {
  const found = await readBlob(storage.reports.getBlobClient(`${folder}/report.json`));
  return found && JSON.parse(found.bytes.toString());
}

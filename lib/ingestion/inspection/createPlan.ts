import { createHash, type Hash } from 'node:crypto';
import { readCsv } from '../../csv/read';
import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import type { OpenFile } from '../hrFile';
import type { MappedIngestion } from '../ingestion';
import { countAbsent, readDeactivations, saveDeactivations } from '../people/absent';
import { minutesOf } from '../people/baseline';
import { createSelection } from '../people/selection';
import { peopleKey, savePeople } from '../people/store';
import type { SavedPlan } from '../plan';
import { createRecordList } from '../reports/recordList';
import { writeRejectedCsv } from '../reports/rejectedCsv';
import { readRejections } from '../reports/rejections';
import { downloadVersion } from '../storage/blobs';
import { countRequests, type Inspection, type InspectOptions, inspectRecords } from './inspect';
import { decideResend } from './planBase';

export interface CreatePlanOptions {
  clock: Clock;
  /** Ends the reading; its reason is thrown. */
  stop: AbortSignal;
  job?: ProvisioningJob;
}

/**
 * Inspects a version of a blob, compares it with the baseline, writes `rejected.csv` and then saves
 * the plan. An earlier plan is replaced, and its progress is reset.
 */
export async function createPlan(
  ingestion: MappedIngestion,
  { clock, stop, job }: CreatePlanOptions,
): Promise<SavedPlan> {
  const { version, mapping, storage, state } = ingestion;
  const hash = createHash('sha256');
  let reading = hashBytes(downloadVersion(version, storage, stop), hash);
  const open: OpenFile = (csv) => {
    const bytes = reading;
    reading = downloadVersion(version, storage, stop); // the first reading is the one that is hashed
    return readCsv(bytes, csv);
  };
  const key = await peopleKey(storage);
  const now = clock.now();
  const { basis, baseline } = await decideResend(ingestion, now, job);
  const { everybody } = basis;
  const selection =
    mapping.send === 'changes' ? createSelection({ baseline, everybody, key, now: minutesOf(now) }) : undefined;
  const inspection = await writeRecordList(ingestion, (onRecord) =>
    inspectRecords(open, mapping, { key, onRecord, ...(selection && { selection }) }),
  );
  const { people, delimiter, lastLine } = inspection;
  const deactivated = await saveDeactivations(ingestion, { people, baseline, key, now, everybody });
  const absent = baseline === undefined ? 0 : countAbsent(people, baseline);
  const plan: SavedPlan = {
    ...inspection.plan,
    sha256: hash.digest('hex'),
    delimiter,
    lastLine,
    basis,
    absent,
    deactivated,
  };
  if (deactivated > 0) plan.requests = await countRequests(open, mapping, plan, readDeactivations(ingestion));
  if (plan.records.rejected > 0) await writeRejectedCsv(await readRejections(open, mapping, plan), ingestion);
  await savePeople(people, ingestion);
  await state.create('mapping', mapping);
  await state.update<SavedPlan>('plan', () => plan);
  const inspectedAt = new Date(now).toISOString();
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    ...noProgress,
    inspectedAt,
  }));
  return plan;
}

/** The same bytes, hashed while they are read. */
async function* hashBytes(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Keeps a list of the file's records, of which outcomes are told later. */
async function writeRecordList(
  ingestion: MappedIngestion,
  read: (onRecord: NonNullable<InspectOptions['onRecord']>) => Promise<Inspection>,
): Promise<Inspection> {
  const list = createRecordList(ingestion);
  try {
    const inspection = await read(list.add);
    await list.end();
    return inspection;
  } catch (error) {
    list.abandon();
    throw error;
  }
}

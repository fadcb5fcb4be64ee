import { createHash, type Hash } from 'node:crypto';
import { readCsv } from '../../csv/read';
import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/jobs';
import { type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import type { OpenFile } from '../hrFile';
import type { MappedIngestion } from '../ingestion';
import { absentUsers, countAbsent, freezeAbsent } from '../people/absent';
import { minutesOf } from '../people/baseline';
import { createSelection } from '../people/selection';
import { keepPeople, peopleKey } from '../people/store';
import type { FrozenPlan } from '../plan';
import { recordList } from '../reports/recordList';
import { writeRejected } from '../reports/rejectedCsv';
import { readRejections } from '../reports/rejections';
import { download } from '../storage/blobs';
import { countRequests, type Inspection, type InspectOptions, inspect } from './inspect';
import { basisOf } from './planBase';

export interface InspectFileOptions {
  clock: Clock;
  /** Ends the reading; its reason is thrown. */
  stop: AbortSignal;
  job?: ProvisioningJob;
}

/**
 * Inspects a version of a blob against what Entra was given before, and freezes its plan, after the rejected records lie where
 * HR finds them. A plan that was frozen before is replaced, and whatever was sent of it is sent anew.
 */
export async function inspectFile(
  ingestion: MappedIngestion,
  { clock, stop, job }: InspectFileOptions,
): Promise<FrozenPlan> {
  const { version, mapping, storage, state } = ingestion;
  const hash = createHash('sha256');
  let reading = hashed(download(version, storage, stop), hash);
  const open: OpenFile = (csv) => {
    const bytes = reading;
    reading = download(version, storage, stop); // the first reading is the one that is hashed
    return readCsv(bytes, csv);
  };
  const key = await peopleKey(storage);
  const now = clock.now();
  const { basis, baseline } = await basisOf(ingestion, now, job);
  const { everybody } = basis;
  const selection =
    mapping.send === 'changes' ? createSelection({ baseline, everybody, key, now: minutesOf(now) }) : undefined;
  const {
    plan: inspected,
    people,
    delimiter,
    lastLine,
  } = await listed(ingestion, (onRecord) => inspect(open, mapping, { key, onRecord, ...(selection && { selection }) }));
  const deactivated = await freezeAbsent(ingestion, { people, baseline, key, now, everybody });
  const absent = baseline === undefined ? 0 : countAbsent(people, baseline);
  const plan: FrozenPlan = {
    ...inspected,
    sha256: hash.digest('hex'),
    delimiter,
    lastLine,
    basis,
    absent,
    deactivated,
  };
  if (deactivated > 0) plan.requests = await countRequests(open, mapping, plan, absentUsers(ingestion));
  if (plan.records.rejected > 0) await writeRejected(await readRejections(open, mapping, plan), ingestion);
  await keepPeople(people, ingestion);
  await state.create('mapping', mapping);
  await state.update<FrozenPlan>('plan', () => plan);
  const inspectedAt = new Date(now).toISOString();
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    ...noProgress,
    inspectedAt,
  }));
  return plan;
}

/** The same bytes, hashed while they are read. */
async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Keeps a list of the file's records, of which outcomes are told later. */
async function listed(
  ingestion: MappedIngestion,
  read: (onRecord: NonNullable<InspectOptions['onRecord']>) => Promise<Inspection>,
): Promise<Inspection> {
  const list = recordList(ingestion);
  try {
    const inspection = await read(list.add);
    await list.end();
    return inspection;
  } catch (error) {
    list.abandon();
    throw error;
  }
}

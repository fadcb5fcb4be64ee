import { createHash } from 'node:crypto';
import { readCsv } from '../csv/read';
import type { Clock } from '../graph/clock';
import { keepPeople, peopleKey } from './baseline';
import { type Checkpoint, newCheckpoint } from './checkpoint';
import { hashed } from './hashed';
import type { OpenFile } from './hrFile';
import type { MappedIngestion } from './ingestion';
import { inspect } from './inspect';
import type { FrozenPlan } from './plan';
import { readRejections } from './rejections';
import { writeRejected } from './report';
import { download } from './storage';

/** Inspects a version of a blob and freezes its plan, after the rejected records lie where HR finds them. */
export async function inspectFile(ingestion: MappedIngestion, clock: Clock): Promise<FrozenPlan> {
  const { version, mapping, storage, state } = ingestion;
  const hash = createHash('sha256');
  let reading = hashed(download(version, storage), hash);
  const open: OpenFile = (csv) => {
    const bytes = reading;
    reading = download(version, storage); // the first reading is the one that is hashed
    return readCsv(bytes, csv);
  };
  const { plan: inspected, people } = await inspect(open, mapping, { key: await peopleKey(storage) });
  const plan: FrozenPlan = { ...inspected, sha256: hash.digest('hex') };
  if (plan.records.rejected > 0) await writeRejected(await readRejections(open, mapping, plan), ingestion);
  await keepPeople(people, ingestion);
  await state.create('plan', plan);
  const inspectedAt = new Date(clock.now()).toISOString();
  await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({ ...current, inspectedAt }));
  return plan;
}

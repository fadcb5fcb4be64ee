import { readCsv } from '../../csv/read';
import type { ProvisioningJob } from '../../graph/jobs';
import { type Checkpoint, newCheckpoint } from '../checkpoint';
import { updateFeed, withAccepted } from '../feed/feedState';
import type { OpenFile } from '../hrFile';
import type { MappedIngestion } from '../ingestion';
import { absentPeople } from '../people/absent';
import { minutesOf } from '../people/baseline';
import { reject } from '../people/merge';
import { peopleOn } from '../people/onLines';
import type { People } from '../people/people';
import { keptPeople, peopleKey, readBaseline, replaceBaseline } from '../people/store';
import { dropUsers, keepUsers } from '../people/users';
import type { FrozenPlan } from '../plan';
import { noteAccepted } from '../reports/pendingOutcomes';
import { download } from '../storage/blobs';

export interface Acceptance {
  plan: FrozenPlan;
  /** To which it was sent, … */
  job: ProvisioningJob;
  /** … from when, and until when; milliseconds since 1970. */
  since: number;
  now: number;
}

/** Makes the file the feed's last accepted one. Doing it again changes nothing. */
export async function accept(ingestion: MappedIngestion, { plan, job, since, now }: Acceptance): Promise<void> {
  const { id, feed, mapping, mappingHash, storage } = ingestion;
  const key = await peopleKey(storage);
  const { refused } = (await ingestion.state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  const refusedLines = new Set(refused.map(({ line }) => line));
  const people = await acceptedPeople(ingestion, refusedLines, key);
  const absent = await absentPeople(ingestion, plan, refusedLines, key);
  const keeps = mapping.absent === 'deactivate';
  const before = keeps ? await readBaseline(feed, storage) : undefined;
  if (keeps && before?.ingestionId !== id)
    await keepUsers(ingestion, { plan, people, before, ...absent, key, now: minutesOf(now) });
  const { everybody } = plan.basis;
  const keepsAbsent = mapping.content === 'partial' || (keeps && people.unnamed > 0); // nobody knows who is gone
  await replaceBaseline(people, ingestion, { ingestionId: id, sentAt: since, now, everybody, ...absent, keepsAbsent });
  const accepted = { ingestionId: id, sha256: plan.sha256, mappingHash, job };
  await updateFeed(feed, storage, (current) => withAccepted(current, accepted));
  await noteAccepted(ingestion, now);
  await dropUsers(ingestion, keeps ? id : undefined);
}

/** The file's people, those whom Entra refused as rejected. */
async function acceptedPeople(
  ingestion: MappedIngestion,
  refusedLines: ReadonlySet<number>,
  key: string,
): Promise<People> {
  const { mapping, storage, version } = ingestion;
  const people = await keptPeople(ingestion);
  if (refusedLines.size === 0) return people;
  const open: OpenFile = (csv) => readCsv(download(version, storage), csv);
  return reject(people, await peopleOn(refusedLines, open, mapping, key));
}

import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { readCheckpoint } from '../checkpoint';
import { setAccepted, updateFeed } from '../feed/feedState';
import type { MappedIngestion } from '../ingestion';
import { absentPeople } from '../people/absent';
import { minutesOf } from '../people/baseline';
import { reject } from '../people/merge';
import { peopleOn } from '../people/onLines';
import type { People } from '../people/people';
import { loadPeople, peopleKey, readBaseline, replaceBaseline } from '../people/store';
import { dropUsers, keepUsers } from '../people/users';
import type { SavedPlan } from '../plan';
import { recordAcceptance } from '../reports/pendingOutcomes';
import { openBlob } from '../storage/blobs';

export interface Acceptance {
  plan: SavedPlan;
  /** To which it was sent, … */
  job: ProvisioningJob;
  /** … from when, and until when; milliseconds since 1970. */
  since: number;
  now: number;
}

/** Makes the file the feed's last accepted one. Doing it again changes nothing. */
export async function recordAcceptedFile(
  ingestion: MappedIngestion,
  { plan, job, since, now }: Acceptance,
): Promise<void> {
  const { id, feed, mapping, mappingHash, storage } = ingestion;
  const key = await peopleKey(storage);
  const { refused } = await readCheckpoint(ingestion);
  const refusedLines = new Set(refused.map(({ line }) => line));
  const people = await loadAcceptedPeople(ingestion, refusedLines, key);
  const absent = await absentPeople(ingestion, plan, refusedLines, key);
  const keeps = mapping.absent === 'deactivate';
  const before = keeps ? await readBaseline(feed, storage) : undefined;
  if (keeps && before?.ingestionId !== id)
    await keepUsers(ingestion, { plan, people, before, ...absent, key, now: minutesOf(now) });
  const { everybody } = plan.basis;
  const keepsAbsent = mapping.content === 'partial' || (keeps && people.unnamed > 0); // nobody knows who is gone
  await replaceBaseline(people, ingestion, { ingestionId: id, sentAt: since, now, everybody, ...absent, keepsAbsent });
  const accepted = { ingestionId: id, sha256: plan.sha256, mappingHash, job };
  await updateFeed(feed, storage, (current) => setAccepted(current, accepted));
  await recordAcceptance(ingestion, now);
  await dropUsers(ingestion, keeps ? id : undefined);
}

/** The file's people, those whom Entra refused as rejected. */
async function loadAcceptedPeople(
  ingestion: MappedIngestion,
  refusedLines: ReadonlySet<number>,
  key: string,
): Promise<People> {
  const { mapping, storage, version } = ingestion;
  const people = await loadPeople(ingestion);
  if (refusedLines.size === 0) return people;
  const open = openBlob(version, storage);
  return reject(people, await peopleOn(refusedLines, open, mapping, key));
}

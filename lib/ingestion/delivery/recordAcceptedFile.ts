import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { setNextDate } from '../feed/days';
import { setAccepted, updateFeed } from '../feed/feedState';
import type { Ingestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { recordAcceptance } from '../reports/pendingOutcomes';
import { moveSentPeople } from './movePeople';

export interface Acceptance {
  plan: SavedPlan;
  /** To which it was sent. */
  job: ProvisioningJob;
  clock: Clock;
}

/** Makes the file the feed's last accepted one. Doing it again changes nothing. */
export async function recordAcceptedFile(ingestion: Ingestion, { plan, job, clock }: Acceptance): Promise<void> {
  const { id, feed, mappingHash, storage } = ingestion;
  await moveSentPeople(ingestion, clock);
  const accepted = { ingestionId: id, sha256: plan.sha256, mappingHash, job };
  await updateFeed(feed, storage, (current) =>
    setNextDate(setAccepted(current, accepted, plan.decided), ingestion, plan),
  );
  await recordAcceptance(ingestion, clock.now());
}

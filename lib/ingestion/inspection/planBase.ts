import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { hasNoOtherSender, isSameJob, readFeed } from '../feed/feedState';
import { readLastRestart } from '../feed/jobRestarts';
import type { MappedIngestion } from '../ingestion';
import { type Baseline, hasPrints, isAnybodyDue, minutesOf } from '../people/baseline';
import { readBaseline } from '../people/store';
import type { PlanBase } from '../plan';

/** What of an ingestion its plan depends on. */
type PlanInput = Pick<MappedIngestion, 'id' | 'feed' | 'mapping' | 'mappingHash' | 'storage'>;

const day = 24 * 60 * 60 * 1000;

/**
 * What the feed's next file is compared with, and whether everybody is sent again: because the
 * mapping says so; because what Entra was given is not known for sure; after a change of the
 * mapping or the job, or a restart of the job; or after so many days.
 */
export async function decideResend(
  { id, feed, mapping, mappingHash, storage }: PlanInput,
  now: number,
  job?: ProvisioningJob,
): Promise<{ basis: PlanBase; baseline: Baseline | undefined }> {
  const [baseline, state] = await Promise.all([readBaseline(feed, storage), readFeed(feed, storage)]);
  const { accepted } = state;
  const isSure = async (): Promise<boolean> =>
    baseline !== undefined &&
    hasPrints(baseline) &&
    accepted?.ingestionId === baseline.ingestionId &&
    hasNoOtherSender(state, id) && // what itself sent, it goes on from
    accepted.mappingHash === mappingHash &&
    (job === undefined || isSameJob(accepted.job, job)) &&
    daysBetween(baseline.resentAt, now) < mapping.resendAllEveryDays &&
    (await readLastRestart(accepted.job, storage)) < baseline.resentAt;
  const everybody = mapping.send === 'all' || !(await isSure());
  return { basis: { baseline: baseline?.ingestionId ?? null, everybody }, baseline };
}

const daysBetween = (from: number, to: number): number => Math.floor(to / day) - Math.floor(from / day);

/** Whether a plan that was created against `then` no longer says what is to be sent. */
export const isPlanStale = (then: PlanBase | undefined, now: PlanBase): boolean =>
  then === undefined || then.baseline !== now.baseline || (now.everybody && !then.everybody);

/** Whether somebody is to be sent again, though a file says the same as the last accepted one. */
export async function hasPeopleToSend(ingestion: PlanInput, job: ProvisioningJob, now: number): Promise<boolean> {
  const { basis, baseline } = await decideResend(ingestion, now, job);
  const isResend = ingestion.mapping.send === 'changes' && basis.everybody;
  return isResend || (baseline !== undefined && isAnybodyDue(baseline, minutesOf(now)));
}

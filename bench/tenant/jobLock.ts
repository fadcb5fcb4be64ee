import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import type { Storage } from '../../lib/ingestion/storage/connect';
import { type Lease, withJobLock } from '../../lib/ingestion/storage/lease';
import type { EventClock } from './eventClock';

/**
 * The real lock of a job: the time stands still while it is taken and given back, and passes in
 * between.
 */
export const jobLock =
  (job: ProvisioningJob, storage: Storage, clock: EventClock) =>
  async (work: (lease: Lease) => Promise<void>): Promise<void> => {
    let done = (): void => {};
    const worked = new Promise<void>((resolve) => {
      done = resolve;
    });
    let whole: Promise<boolean | undefined> = Promise.resolve(undefined);
    const take = (): Promise<Lease> =>
      new Promise((resolve, reject) => {
        whole = withJobLock(job, storage, async (lease) => {
          resolve(lease);
          await worked;
          return true;
        });
        whole.then((held) => held ?? reject(new Error('somebody else uploads to the job')), reject);
      });
    const lease = await clock.outside(take);
    try {
      await work(lease);
    } finally {
      done();
      await clock.outside(() => whole);
    }
  };

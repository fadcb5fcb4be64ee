import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobLeaseClient } from '@azure/storage-blob';
import { Csv2ScimError } from '../../errors';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { jobBlobName } from './blobNames';
import { callTimeout, hasStatus } from './calls';
import type { Storage } from './connect';

/**
 * Something that only one worker may do at a time, across instances; it lasts until it is given
 * back, or runs out.
 */
export interface Lease {
  /** Comes back when at least that many milliseconds of it are left. @throws LeaseLostError */
  atLeast(milliseconds: number): Promise<void>;
  /** Aborts, with a LeaseLostError, when it is somebody else's or has run out. */
  lost: AbortSignal;
}

export class LeaseLostError extends Csv2ScimError {
  readonly code = 'lease_lost';
}

export interface LeaseOptions {
  /** How long to wait for somebody else's to end, in milliseconds. */
  patience?: number;
  /** Ends that wait. */
  stop?: AbortSignal;
}

const seconds = 60;
const renewEvery = 15_000;
/** A renewal that is not answered is tried again after this many milliseconds. */
const renewalPatience = 10_000;

/**
 * Does some work while it holds a blob's lease (60 s, renewed every 15); `undefined` when another
 * holds it. Leases are of the storage's own time, so no test's clock moves them.
 */
export async function withLease<T>(
  path: string,
  storage: Storage,
  work: (lease: Lease) => Promise<T>,
  { patience = 0, stop }: LeaseOptions = {},
): Promise<T | undefined> {
  const client = storage.state.getBlobClient(path).getBlobLeaseClient();
  const end = performance.now() + patience;
  let acquired = await acquireLease(client, path, storage);
  while (acquired === undefined && performance.now() < end && !stop?.aborted) {
    await sleep(500);
    acquired = await acquireLease(client, path, storage);
  }
  if (acquired === undefined) return undefined;
  const { lease, end: giveBack } = keepLease(client, acquired);
  try {
    return await work(lease);
  } finally {
    await giveBack();
  }
}

/** Does some work as the only one that uploads to a provisioning job, or changes it. */
export const withJobLock = <T>(
  job: ProvisioningJob,
  storage: Storage,
  work: (lease: Lease) => Promise<T>,
  stop?: AbortSignal,
): Promise<T | undefined> =>
  withLease(`_jobs/${jobBlobName(job)}`, storage, work, { patience: jobPatience, ...(stop && { stop }) });

/** How long to wait for the job's lock before others have their turn, in milliseconds. */
const jobPatience = 5000;

/** Gives until when the lease lasts; `undefined` when another has it. */
async function acquireLease(client: BlobLeaseClient, path: string, { state }: Storage): Promise<number | undefined> {
  for (;;) {
    const asked = performance.now(); // it cannot have begun before
    try {
      await client.acquireLease(seconds, callTimeout());
      return asked + seconds * 1000;
    } catch (error) {
      if (hasStatus(error, 409)) return undefined;
      if (!hasStatus(error, 404)) throw error;
      await state
        .getBlockBlobClient(path)
        .upload('', 0, { conditions: { ifNoneMatch: '*' }, ...callTimeout() })
        .catch(ignoreExistingBlob);
    }
  }
}

function ignoreExistingBlob(error: unknown): void {
  if (!hasStatus(error, 409, 412)) throw error;
}

/** Renews a lease until it is given back. */
function keepLease(client: BlobLeaseClient, acquired: number): { lease: Lease; end: () => Promise<void> } {
  const lost = new AbortController();
  let expires = acquired;
  let renewing: Promise<void> | undefined;

  async function renew(): Promise<void> {
    for (;;) {
      const asked = performance.now();
      try {
        await client.renewLease({ abortSignal: AbortSignal.timeout(renewalPatience) });
        expires = asked + seconds * 1000;
        return;
      } catch (error) {
        if (hasStatus(error, 404, 409, 412) || performance.now() >= expires) break;
      }
      await sleep(1000);
    }
    lost.abort(new LeaseLostError('the lock was lost: the storage did not renew its lease in time'));
  }
  const renewNow = (): Promise<void> => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  const timer = setInterval(() => void renewNow(), renewEvery);
  return {
    lease: {
      lost: lost.signal,
      async atLeast(milliseconds) {
        while (!lost.signal.aborted && expires - performance.now() < milliseconds) await renewNow();
        lost.signal.throwIfAborted();
      },
    },
    async end() {
      clearInterval(timer);
      await renewing;
      await client.releaseLease(callTimeout()).catch(() => {}); // it expires
    },
  };
}

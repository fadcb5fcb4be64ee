import { GraphError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import type { Settings } from '../../lib/settings';
import type { Context } from '../context/context';

/**
 * Runs `put` while no upload to the job can start. A changed schema may restart the job, and a
 * restart can purge staged users.
 */
export async function withUploadsBlocked(
  job: ProvisioningJob,
  { settings, context }: { settings: Settings; context: Context },
  put: () => Promise<void>,
): Promise<void> {
  const connected = ['HrStorage', 'HrStorage__blobServiceUri'].some((name) => context.environment[name]);
  if (!connected) {
    context.report('note: HrStorage is not set, so this did not check whether an upload to this job is running');
    return await put();
  }
  const { connectHrStorage } = await import('./hrStorage');
  const { findUnfinishedUploads } = await import('../../lib/ingestion/delivery/unfinishedUploads');
  const { withJobLock } = await import('../../lib/ingestion/storage/lease');
  const { recordStagedLoss } = await import('../../lib/ingestion/feed/stagedLoss');
  const storage = await connectHrStorage(context.environment, settings.storage);
  const done = await withJobLock(job, storage, async () => {
    const [unfinished, ...more] = await findUnfinishedUploads(job.jobId, storage, systemClock.now());
    if (unfinished !== undefined)
      throw createUnfinishedUploadError(`${unfinished}${more.length === 0 ? '' : ` and ${more.length} more`}`);
    await recordStagedLoss(job, storage, systemClock.now()); // recorded first: after a crash too many people are sent again, not too few
    await put();
    return true;
  });
  if (done === undefined) throw createUnfinishedUploadError('of another instance');
}

const createUnfinishedUploadError = (which: string): GraphError =>
  new GraphError(
    'upload_unfinished',
    `the upload ${which} to this job is not finished. A changed schema may restart the job, which can delete staged users. Try again when the upload has ended`,
  );

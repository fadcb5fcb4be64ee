import { GraphError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import type { Settings } from '../../lib/settings';
import type { Context } from '../context/context';

/** A changed schema may restart the job, and a restart can purge what is staged: so nobody uploads to it meanwhile. */
export async function unlessUploading(
  job: ProvisioningJob,
  { settings, context }: { settings: Settings; context: Context },
  put: () => Promise<void>,
): Promise<void> {
  const connected = ['HrStorage', 'HrStorage__blobServiceUri'].some((name) => context.environment[name]);
  if (!connected) {
    context.report('note: HrStorage is not set, so whether an upload to this job is under way was not looked at');
    return await put();
  }
  const { hrStorage } = await import('./hrStorage');
  const { findUnfinishedUploads } = await import('../../lib/ingestion/delivery/unfinishedUploads');
  const { withJobLock } = await import('../../lib/ingestion/storage/lease');
  const { recordStagedLoss } = await import('../../lib/ingestion/feed/stagedLoss');
  const storage = await hrStorage(context.environment, settings.storage);
  const done = await withJobLock(job, storage, async () => {
    const [unfinished, ...more] = await findUnfinishedUploads(job.jobId, storage, systemClock.now());
    if (unfinished !== undefined)
      throw uploading(`${unfinished}${more.length === 0 ? '' : ` and ${more.length} more`}`);
    await recordStagedLoss(job, storage, systemClock.now()); // before: whoever dies in between has sent too much, not too little
    await put();
    return true;
  });
  if (done === undefined) throw uploading('of another instance');
}

const uploading = (which: string): GraphError =>
  new GraphError(
    'upload_unfinished',
    `the upload ${which} to this job is not finished: a changed schema may restart the job, which can purge what is staged; try again when it has ended`,
  );

import { readCsv } from '../../csv/read';
import { GraphError } from '../../errors';
import { bulkUpload } from '../../graph/bulkUpload';
import type { GraphClient } from '../../graph/client';
import type { ProvisioningJob } from '../../graph/jobs';
import { bulkRequests } from '../../scim/bulkRequests';
import { type Checkpoint, newCheckpoint, noProgress, type Progress } from '../checkpoint';
import { type SettleOptions, settle } from '../feed/changeState';
import {
  type FeedState,
  isFileReleased,
  maySend,
  readFeed,
  updateFeed,
  withoutSender,
  withSender,
} from '../feed/feedState';
import { restartedAt } from '../feed/jobRestarts';
import {
  accepted,
  blobReplaced,
  givenUp,
  held,
  jobBusy,
  type Outcome,
  Stopped,
  superseded,
  timeIsUp,
} from '../feed/nextState';
import type { OpenFile } from '../hrFile';
import type { MappedIngestion } from '../ingestion';
import { inspectFile } from '../inspection/createPlan';
import { operations } from '../inspection/operations';
import { basisOf, isStale } from '../inspection/planBase';
import { safeguards, toDecide, tooManyRejected } from '../inspection/safeguards';
import { absentUsers } from '../people/absent';
import { type FrozenPlan, recordsAmong } from '../plan';
import { awaitNoMore, awaitOutcomes, readAwaited } from '../reports/pendingOutcomes';
import { download } from '../storage/blobs';
import { type Lease, withJobLock } from '../storage/lease';
import { latest } from './coalesceWrites';
import { accept } from './recordAcceptedFile';
import { upload } from './upload';

export interface SendOptions extends SettleOptions {
  /** A client whose calls the quota's ledger counts. */
  uploads: GraphClient;
  /** Milliseconds after which it gives up a call: no call begins with less of the job's lock left. */
  uploadTimeout: number;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
  shutdown: Shutdown;
}

/** The end of the host, which does not wait for long. */
export interface Shutdown {
  /** No further call begins. */
  requested: AbortSignal;
  /** Calls that are still in flight are given up, although Entra may have accepted them. */
  overdue: AbortSignal;
}

interface Sending {
  ingestion: MappedIngestion;
  plan: FrozenPlan;
  job: ProvisioningJob;
  begun: Checkpoint;
}

/** Sends what was not sent yet, as the only one that uploads to the job. */
export async function send(sending: Sending, options: SendOptions): Promise<Outcome> {
  const { job, ingestion } = sending;
  const sendOwn = (lease: Lease): Promise<Outcome> => sendAlone(sending, lease, options);
  return (await withJobLock(job, ingestion.storage, sendOwn, options.stop)) ?? jobBusy;
}

async function sendAlone(sending: Sending, lease: Lease, options: SendOptions): Promise<Outcome> {
  const { ingestion, job } = sending;
  const { feed, storage } = ingestion;
  const { clock } = options;
  const isFirst = sending.begun.job === undefined;
  // the baseline may have changed while another file was being sent
  const { plan, begun } = isFirst ? await freshPlan(sending, options) : sending;
  const reasons = isFirst ? await safeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);
  if (!maySend(await readFeed(feed, storage), ingestion)) return stepBack(ingestion);
  const { since } = await awaitOutcomes(ingestion, job.jobId, clock.now());
  await settle(ingestion, { state: 'uploading', reasons: [], job }, options);
  try {
    if (!(await uploadRest({ ...sending, plan, begun }, lease, options))) return timeIsUp;
  } catch (error) {
    if (isNothingAccepted(error)) await updateFeed(feed, storage, (current) => withoutSender(current, ingestion.id));
    throw error;
  }
  await accept(ingestion, { plan, job, since, now: clock.now() });
  return { ...accepted, reasons: givenUp(plan), acceptedAt: new Date(clock.now()).toISOString() };
}

/** Entra was given nothing then, so that what it was given before is as sure as it was. */
const isNothingAccepted = (error: unknown): boolean => error instanceof GraphError && error.code === 'nothing_accepted';

/** The plan, made anew when Entra was given something since: what is sent depends on that. */
async function freshPlan(sending: Sending, { clock, stop }: SendOptions): Promise<Pick<Sending, 'plan' | 'begun'>> {
  const { ingestion, plan, job, begun } = sending;
  const { send, absent } = ingestion.mapping;
  const { basis } = send === 'all' && absent === 'ignore' ? plan : await basisOf(ingestion, clock.now(), job);
  if (isStale(plan.basis, basis))
    return { plan: await inspectFile(ingestion, { clock, stop, job }), begun: { ...begun, ...noProgress } };
  return (await isInVain(sending)) ? { plan, begun: await forgetProgress(ingestion) } : sending;
}

/** Whether what was sent before a failure went to another job, or to one that was restarted since, which may purge it. */
async function isInVain({ ingestion: { id, feed, storage }, job, begun }: Sending): Promise<boolean> {
  const awaited = begun.settled === 0 ? undefined : (await readAwaited(feed, storage))[id];
  if (awaited === undefined) return false;
  return awaited.jobId !== job.jobId || (await restartedAt(job, storage)) > awaited.since;
}

async function forgetProgress(ingestion: MappedIngestion): Promise<Checkpoint> {
  await awaitNoMore(ingestion);
  return await ingestion.state.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    ...noProgress,
  }));
}

/** What becomes of one that may send no more: a newer file passed, or its blob was replaced. */
export async function stepBack({ feed, storage, mapping }: MappedIngestion): Promise<Outcome> {
  const { newest } = await readFeed(feed, storage);
  return newest === undefined ? blobReplaced(mapping) : superseded(newest.id);
}

async function uploadRest(
  { ingestion, plan, job, begun }: Sending,
  lease: Lease,
  { uploads, uploadTimeout, stop, shutdown }: SendOptions,
): Promise<boolean> {
  const { mapping, feed, storage, state, version } = ingestion;
  const released = await isFileReleased(ingestion, plan);
  const open: OpenFile = (csv) => readCsv(download(version, storage), csv);
  let isNoted = false;
  /** Before each call: still the newest, still alone. From the first on, Entra may have been given something: that is noted before. */
  const ready = async (): Promise<void> => {
    const state = await (isNoted ? readFeed(feed, storage) : noteSender(ingestion));
    if (!maySend(state, ingestion)) throw new Stopped(await stepBack(ingestion));
    isNoted = true;
    await lease.atLeast(uploadTimeout);
  };
  const check = ({ refused }: Progress): void => {
    const { read, rejected } = plan.records;
    const own = recordsAmong(refused, plan).length;
    const reason = released ? undefined : tooManyRejected(read, rejected + own, mapping);
    if (reason !== undefined) throw new Stopped(held([toDecide(reason)]));
  };
  check(begun);
  const abort = AbortSignal.any([lease.lost, shutdown.overdue]);
  const absent = plan.deactivated > 0 ? absentUsers(ingestion) : undefined;
  return await upload(bulkRequests(operations(open, mapping, plan, absent)), {
    send: (request, signal) => bulkUpload(uploads, job, request, { signal, ready, abort }),
    from: begun,
    onProgress: latest(async (progress) => {
      await state.update<Checkpoint>('checkpoint', (current = newCheckpoint) =>
        progress.settled > current.settled ? { ...current, troubledSince: undefined, ...progress, begun: 1 } : current,
      );
      check(progress);
    }),
    stop,
  });
}

const noteSender = (ingestion: MappedIngestion): Promise<FeedState> =>
  updateFeed(ingestion.feed, ingestion.storage, (current) =>
    maySend(current, ingestion) ? withSender(current, ingestion.id) : current,
  );

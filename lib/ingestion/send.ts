import { readCsv } from '../csv/read';
import { bulkUpload } from '../graph/bulkUpload';
import type { GraphClient } from '../graph/client';
import type { ProvisioningJob } from '../graph/jobs';
import { bulkRequests } from '../scim/bulkRequests';
import { keptPeople, peopleKey, readBaseline, replaceBaseline } from './baseline';
import { type Checkpoint, newCheckpoint, type Progress, type Reason } from './checkpoint';
import { isReleased, maySend, readFeed, updateFeed, withAccepted } from './feed';
import type { OpenFile } from './hrFile';
import type { MappedIngestion } from './ingestion';
import { latest } from './latest';
import { type Lease, withJobLock } from './lease';
import { operations } from './operations';
import { accepted, blobReplaced, held, jobBusy, type Outcome, Stopped, superseded, timeIsUp } from './outcome';
import { reject } from './people/merge';
import { peopleOn } from './people/onLines';
import type { FrozenPlan } from './plan';
import { safeguardReasons, toDecide, tooManyRejected } from './safeguards';
import { type SettleOptions, settle } from './settle';
import { download } from './storage';
import { upload } from './upload';

export interface SendOptions extends SettleOptions {
  /** A client whose calls the quota's ledger counts. */
  uploads: GraphClient;
  /** Milliseconds after which it gives up a call: no call begins with less of the job's lock left. */
  uploadTimeout: number;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
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
  return (await withJobLock(job, ingestion.storage, (lease) => sendAlone(sending, lease, options))) ?? jobBusy;
}

async function sendAlone(sending: Sending, lease: Lease, options: SendOptions): Promise<Outcome> {
  const { ingestion, plan, job, begun } = sending;
  const { feed, storage } = ingestion;
  // the baseline may have changed while another file was being sent
  const reasons = begun.job === undefined ? await safeguards(ingestion, plan) : [];
  if (reasons.length > 0) return held(reasons);
  const state = await updateFeed(feed, storage, (current) =>
    maySend(current, ingestion) ? { ...current, sentSince: true } : current,
  );
  if (!maySend(state, ingestion)) return stepBack(ingestion);
  await settle(ingestion, { state: 'uploading', reasons: [], job }, options);
  if (!(await uploadRest(sending, lease, options))) return timeIsUp;
  await accept(ingestion, plan, job);
  return { ...accepted, acceptedAt: new Date(options.clock.now()).toISOString() };
}

/** Why the file is to be held, as things stand; nothing when somebody released it. */
export async function safeguards(ingestion: MappedIngestion, plan: FrozenPlan): Promise<readonly Reason[]> {
  const { feed, mapping, storage } = ingestion;
  if (await isLetThrough(ingestion, plan)) return [];
  const people = await keptPeople(ingestion);
  const baseline = await readBaseline(feed, storage);
  return safeguardReasons({ plan, people, baseline, mapping });
}

const isLetThrough = async (
  { feed, storage, mappingHash }: MappedIngestion,
  { sha256 }: FrozenPlan,
): Promise<boolean> => isReleased(await readFeed(feed, storage), { sha256, mappingHash });

/** What becomes of one that may send no more: a newer file passed, or its blob was replaced. */
export async function stepBack({ feed, storage, mapping }: MappedIngestion): Promise<Outcome> {
  const { newest } = await readFeed(feed, storage);
  return newest === undefined ? blobReplaced(mapping) : superseded(newest.id);
}

async function uploadRest(
  { ingestion, plan, job, begun }: Sending,
  lease: Lease,
  { uploads, uploadTimeout, stop }: SendOptions,
): Promise<boolean> {
  const { mapping, feed, storage, state, version } = ingestion;
  const released = await isLetThrough(ingestion, plan);
  const open: OpenFile = (csv) => readCsv(download(version, storage), csv);
  /** Before each call: still the newest, still alone. */
  const ready = async (): Promise<void> => {
    if (!maySend(await readFeed(feed, storage), ingestion)) throw new Stopped(await stepBack(ingestion));
    await lease.atLeast(uploadTimeout);
  };
  const check = ({ refused }: Progress): void => {
    const { read, rejected } = plan.records;
    const reason = released ? undefined : tooManyRejected(read, rejected + refused.length, mapping);
    if (reason !== undefined) throw new Stopped(held([toDecide(reason)]));
  };
  check(begun);
  return await upload(bulkRequests(operations(open, mapping, plan)), {
    send: (request, signal) => bulkUpload(uploads, job, request, { signal, ready, abort: lease.lost }),
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

/** Makes the file the feed's last accepted one. Doing it again changes nothing. */
async function accept(ingestion: MappedIngestion, plan: FrozenPlan, job: ProvisioningJob): Promise<void> {
  const { id, feed, mapping, mappingHash, storage, state, version } = ingestion;
  const { refused } = (await state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;
  let people = await keptPeople(ingestion);
  if (refused.length > 0) {
    const open: OpenFile = (csv) => readCsv(download(version, storage), csv);
    const lines = new Set(refused.map(({ line }) => line));
    people = reject(people, await peopleOn(lines, open, mapping, await peopleKey(storage)));
  }
  await replaceBaseline(people, mapping, storage);
  const accepted = { ingestionId: id, sha256: plan.sha256, mappingHash, job };
  await updateFeed(feed, storage, (current) => withAccepted(current, accepted));
}

import { randomBytes } from 'node:crypto';
import type { Limits } from '../graph/limits/quota';
import type { Reason } from '../ingestion/checkpoint';
import { isUnchanged, readFeed } from '../ingestion/feed/feedState';
import type { OpenFile } from '../ingestion/hrFile';
import { mappingHashOf } from '../ingestion/ingestion';
import { inspectRecords } from '../ingestion/inspection/inspect';
import { decideResend, hasPeopleToSend } from '../ingestion/inspection/planBase';
import { findSafeguardReasons } from '../ingestion/inspection/safeguards';
import { absentToDeactivate, countAbsent } from '../ingestion/people/absent';
import { type Baseline, minutesOf } from '../ingestion/people/baseline';
import { finderIn, isAbsent, isActive, isRejected, type People, personOf } from '../ingestion/people/people';
import { createSelection } from '../ingestion/people/selection';
import { findPeopleKey } from '../ingestion/people/store';
import type { ChangeKind, Plan, PlanBase } from '../ingestion/plan';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import type { Mapping } from '../mapping/parse';
import { maxOperations } from '../scim/bulkRequests';
import { type Compared, compare, usersBefore } from './attributes';
import { type Forecast, forecast } from './forecast';

/** What a file would do, or the same file under a changed mapping. It holds counts and names of attributes, and nobody. */
export interface Preview extends Forecast {
  feed: string;
  /** The ingestion that the file is compared with; `null` when the feed has had none. */
  baseline: string | null;
  /** Whether the file says the same as the last accepted one, and nobody is due: the app would send nothing. */
  unchanged: boolean;
  /** Whether everybody would be sent, whatever changed. */
  everybody: boolean;
  records: Plan['records'] & Record<ChangeKind, number> & { absent: number };
  /** Active then; now inactive, or gone. */
  leavers: number;
  /** Inactive or absent then, active now. */
  returning: number;
  /** Gone people who would be deactivated. */
  deactivated: number;
  /** For how many people each attribute changes, the commonest first; `null` when the last accepted file is there no more. */
  attributes: Compared['attributes'] | null;
  /** The safeguards that would hold the file. */
  safeguards: readonly Reason[];
}

export interface PreviewOptions {
  /** Of the file's bytes, hex. */
  sha256: string;
  storage: Storage;
  limits: Limits;
  /** Milliseconds since 1970. */
  now: number;
}

/** Inspects a file as the app would, and compares it with what Entra was given. It sends nothing and writes nothing. */
export async function previewOf(open: OpenFile, mapping: Mapping, options: PreviewOptions): Promise<Preview> {
  const { storage, limits, now, sha256 } = options;
  const { feed } = mapping;
  const mappingHash = mappingHashOf(mapping);
  const key = (await findPeopleKey(storage)) ?? randomBytes(16).toString('hex');
  const ingestion = { id: '', feed, mapping, mappingHash, storage };
  const { basis, baseline } = await decideResend(ingestion, now);
  const selection = createSelection({ baseline, everybody: basis.everybody, key, now: minutesOf(now) });
  const { plan, people } = await inspectRecords(open, mapping, { key, selection });
  const state = await readFeed(feed, storage);
  const before = await usersBefore(state, feed, storage);
  const compared = before && (await compare(before, { open, mapping, plan, people: people.entries, key }));
  const classes = classesOf(plan, basis, compared);
  const deactivated = await count(
    absentToDeactivate(mapping, storage, { people, baseline, key, now, everybody: basis.everybody }),
  );
  const job = state.accepted?.job;
  const unchanged =
    mapping.content === 'full' &&
    job !== undefined &&
    isUnchanged(state, { sha256, mappingHash }, job) &&
    !(await hasPeopleToSend(ingestion, job, now));
  const sent = unchanged ? 0 : plan.records.valid - (basis.everybody ? 0 : classes.unchanged) + deactivated;
  const absent = baseline === undefined ? 0 : countAbsent(people, baseline);
  return {
    feed,
    baseline: basis.baseline,
    unchanged,
    everybody: basis.everybody,
    records: { ...plan.records, ...classes, absent },
    ...movedOf(people, baseline, absent),
    deactivated,
    attributes: compared?.attributes ?? null,
    safeguards: plan.records.valid === 0 ? [] : findSafeguardReasons({ plan, people, baseline, mapping }),
    ...forecast(Math.ceil(sent / maxOperations), await readLedger(storage), limits, now),
  };
}

const nobody: Record<ChangeKind, number> = { unchanged: 0, new: 0, changed: 0, repeated: 0 };

/** What Entra was given tells best; where everybody is sent, or no fingerprint is kept, the users of the last file do. */
function classesOf(
  { selected = nobody }: Plan,
  { everybody }: PlanBase,
  compared: Compared | undefined,
): Record<ChangeKind, number> {
  if (!everybody || compared === undefined) return selected;
  const known = selected.changed + selected.repeated + selected.unchanged;
  const changed = Math.min(known, compared.changed);
  return { new: selected.new, changed, unchanged: known - changed, repeated: 0 };
}

function movedOf(
  { entries, unnamed }: People,
  baseline: Baseline | undefined,
  absent: number,
): Pick<Preview, 'leavers' | 'returning'> {
  if (baseline === undefined) return { leavers: 0, returning: 0 };
  const find = finderIn(entries);
  const moved = { leavers: 0, returning: 0 };
  let gone = 0;
  for (const before of baseline.entries) {
    const now = entries[find(personOf(before))];
    const wasActive = isActive(before) && !isAbsent(before);
    if (now === undefined) gone += wasActive ? 1 : 0;
    else if (isRejected(now)) continue;
    else if (wasActive && !isActive(now)) moved.leavers++;
    else if (!wasActive && isActive(now)) moved.returning++;
  }
  return { ...moved, leavers: moved.leavers + Math.max(0, Math.min(gone, absent) - unnamed) };
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total++;
  return total;
}

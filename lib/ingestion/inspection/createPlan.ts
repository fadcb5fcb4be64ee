import { createHash, type Hash } from 'node:crypto';
import { type OpenFile, readCsv } from '../../csv/read';
import type { Clock } from '../../graph/clock';
import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { maxOperations } from '../../scim/bulkRequests';
import type { User } from '../../scim/user';
import { type Checkpoint, newCheckpoint, noProgress } from '../checkpoint';
import type { MappedIngestion } from '../ingestion';
import { countAbsent, findDeactivations, readDeactivations, saveDeactivations } from '../people/deactivations';
import { createUserList, readLastUsers } from '../people/lastUsers';
import { addAbsentPeople, savePlannedPeople } from '../people/plannedPeople';
import type { PeopleStore } from '../people/store';
import { peopleKey, readPeople } from '../people/storeBlob';
import type { Note, SavedPlan } from '../plan';
import { createRecordList } from '../reports/recordList';
import { writeRejectedCsv } from '../reports/rejectedCsv';
import { readRejections } from '../reports/rejections';
import { downloadVersion } from '../storage/blobs';
import { hashLeaves } from './changes/leafHashes';
import { countRequests, type Inspection, type InspectOptions, inspectRecords } from './inspect';
import { createPlannedOperations } from './operations';
import { findNotes, findSafeguardReasons } from './safeguards';
import { readSelectOptions } from './selectOptions';
import { createSelector, type Selected } from './selectPeople';

export interface CreatePlanOptions {
  clock: Clock;
  /** Ends the reading; its reason is thrown. */
  stop: AbortSignal;
  /** The tenant's quota of calls in 24 hours. */
  callsPerDay: number;
  /** The job that is given the people, once it is known. */
  job?: ProvisioningJob;
}

/**
 * Inspects a version of a blob against what Entra was given before, and saves its plan, after the
 * rejected records lie where HR finds them. An earlier plan is replaced.
 */
export async function createPlan(ingestion: MappedIngestion, options: CreatePlanOptions): Promise<SavedPlan> {
  const { mapping, storage, documents, feed } = ingestion;
  const { open, hash } = openHashed(ingestion, options.stop);
  const [key, store] = [await peopleKey(storage), await readPeople(feed, storage)];
  const { clock, job, callsPerDay } = options;
  const selecting = await readSelectOptions(
    { store, key },
    { mapping, storage, now: clock.now(), callsPerDay, job, ingestion },
  );
  const inspection = await withLists(ingestion, (onRecord, onUser) =>
    inspectRecords(open, mapping, {
      key,
      today: ingestion.day,
      onRecord,
      ...(onUser && { onUser }),
      createSelector: (leaves, header) => createSelector(leaves, header, selecting),
    }),
  );
  const selected = inspection.selected as Selected;
  const { isForNewDay = false } = selecting;
  const absent = { store, statuses: selected.statuses, unnamed: inspection.people.unnamed, key, now: selecting.now };
  const users = await saveDeactivations(
    ingestion,
    findDeactivations(mapping, readLastUsers(feed, store.users, storage), absent),
  );
  const plan = await planOf({ ingestion, inspection, selected, store, users, open, hash, isForNewDay }, options);
  if (plan.records.rejected > 0) await writeRejectedCsv(await readRejections(open, mapping, plan), ingestion);
  const planned = addAbsentPeople(selected.planned, users, { plan, key });
  await savePlannedPeople(ingestion, planned, selected.statuses);
  await documents.create('mapping', mapping);
  await documents.update<SavedPlan>('plan', () => plan);
  await documents.update<Checkpoint>('checkpoint', (current = newCheckpoint) => ({
    ...current,
    ...noProgress,
    inspectedAt: new Date(plan.createdAt).toISOString(),
  }));
  return plan;
}

/** Opens the file as often as it is asked for; the first reading is hashed. */
function openHashed({ version, storage }: MappedIngestion, stop: AbortSignal): { open: OpenFile; hash: Hash } {
  const hash = createHash('sha256');
  let reading = hashed(downloadVersion(version, storage, stop), hash);
  const open: OpenFile = (csv) => {
    const bytes = reading;
    reading = downloadVersion(version, storage, stop);
    return readCsv(bytes, csv);
  };
  return { open, hash };
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

interface Planning {
  ingestion: MappedIngestion;
  inspection: Inspection;
  selected: Selected;
  store: PeopleStore;
  /** Whom it deactivates. */
  users: readonly User[];
  open: OpenFile;
  hash: Hash;
  /** Whether the file is read again because a date has come. */
  isForNewDay: boolean;
}

async function planOf(
  { ingestion, inspection, selected, store, users, open, hash, isForNewDay }: Planning,
  { clock, job }: Pick<CreatePlanOptions, 'clock' | 'job'>,
): Promise<SavedPlan> {
  const { mapping, id, day } = ingestion;
  const { plan, people, delimiter, lastLine, someLong } = inspection;
  const { counts, givenUp, unanswered, unansweredDays, groups, planned, statuses } = selected;
  const keepsUsers = mapping.absent === 'deactivate';
  const { people: count, sent, filled, unnamed } = people;
  const saved: SavedPlan = {
    ...plan,
    requests: Math.ceil((planned.keys.length + users.length) / maxOperations),
    sha256: hash.digest('hex'),
    delimiter,
    lastLine,
    ...(mapping.send === 'changes' && { selected: counts }),
    givenUp,
    unanswered,
    unansweredDays,
    groups,
    absent: countAbsent(store, statuses),
    deactivated: users.length,
    revision: store.revision,
    ...(job && { job }),
    createdAt: clock.now(),
    safeguards: findSafeguardReasons({ plan, people, store, selected, mapping }),
    notes: [...plan.notes, ...findNotes(selected), ...(isForNewDay ? [newDayNote(day)] : [])],
    activeEmpty: selected.activeEmpty,
    absenceNotApplied: keepsUsers ? unnamed : 0,
    decided: selected.decided,
    newest: { ingestionId: id, people: count + unnamed, sent, filled, status: people.status },
    leaves: hashLeaves(planned.attributes, mapping.attributes),
    removesMissing: mapping.content === 'full' && !(keepsUsers && unnamed > 0),
    keepsUsers,
  };
  if (someLong || users.length > 0) {
    const operations = createPlannedOperations(open, mapping, saved, readDeactivations(ingestion));
    saved.requests = await countRequests(operations);
  }
  return saved;
}

const newDayNote = (day = ''): Note => ({
  code: 'new_day',
  message: `the file was read again for ${day}, because a date in it has come. Only people who become active or inactive by it are sent`,
  lines: [],
});

/**
 * Keeps a list of the file's records, whose outcomes are reported later, and where absence
 * deactivates of its users.
 */
async function withLists(
  ingestion: MappedIngestion,
  read: (onRecord: NonNullable<InspectOptions['onRecord']>, onUser: InspectOptions['onUser']) => Promise<Inspection>,
): Promise<Inspection> {
  const records = createRecordList(ingestion);
  const users = ingestion.mapping.absent === 'deactivate' ? createUserList(ingestion) : undefined;
  try {
    const inspection = await read(records.add, users?.add);
    await records.end();
    await users?.end();
    return inspection;
  } catch (error) {
    records.abandon();
    users?.abandon();
    throw error;
  }
}

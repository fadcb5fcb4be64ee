import { hash, randomBytes } from 'node:crypto';
import type { OpenFile } from '../../csv/read';
import type { CsvRecord } from '../../csv/record';
import type { Tally as CsvTally } from '../../csv/table';
import { FileError } from '../../errors';
import type { LeafInfo } from '../../mapping/compile/compileNode';
import { canChangeDaily } from '../../mapping/file/days';
import type { Mapping } from '../../mapping/file/parse';
import {
  createOperation,
  estimateMaxBytes,
  isTooLarge,
  maxOperations,
  type Operation,
  packBulkRequests,
  safeOperationBytes,
  stringifyOperation,
} from '../../scim/bulkRequests';
import type { User } from '../../scim/user';
import { externalIdOf, type MappedFile, type MappedRecord, readHrFile } from '../hrFile';
import { personKey } from '../people/person';
import type { ChangeKind, NewestFile, Plan } from '../plan';
import { toRanges } from '../ranges';
import type { InspectedRecord } from '../reports/recordList';
import { tooLargeReason } from '../reports/rejections';
import { createCensus, type PeopleCount, status } from './census';
import { createStatusWords, type StatusWords } from './changes/statusWords';
import { resolveDuplicates } from './duplicates';
import { createFilled } from './filled';
import { createCaseCheck, findRenamedManagers } from './managers/managerIds';
import { createManagers } from './managers/managers';
import { createNextDate } from './nextDate';
import { createNotes } from './notes';
import { createOperations } from './operations';
import type { createSelector, Selected } from './selectPeople';
import { createShortRecordCheck } from './shortRecords';

export interface InspectOptions {
  /**
   * Sees every user's bulk operation as JSON, in file order, before it is known which of them share
   * an externalId.
   */
  onOperation?: (json: string) => Promise<void> | undefined;
  /** The key of the hashes of people; one of its own, if nobody compares them. */
  key?: string;
  /** Sees every user that may be sent, by the line of the record. */
  onUser?: (line: number, user: User) => Promise<unknown> | undefined;
  /** Selects whom the plan sends; everybody when absent. */
  createSelector?: (leaves: readonly LeafInfo[], header: string) => Selector;
  /**
   * The date for which the file is read, `yyyy-MM-dd` in the mapping's zone; the present one when
   * absent.
   */
  today?: string | undefined;
  /**
   * Sees every record: where it is, whose (if that is known), and whether it is rejected whatever the other records say.
   */
  onRecord?: (record: InspectedRecord) => Promise<unknown> | undefined;
}

type Selector = ReturnType<typeof createSelector>;

/** What a file says of its people as a whole. */
export interface FilePeople extends PeopleCount {
  /** How many records can be sent. */
  sent: number;
  /** In how many of the records that can be sent each mapped column is filled. */
  filled: Readonly<Record<string, number>>;
  /** Rejected records of which it is not known whose they are. */
  unnamed: number;
  /** The texts of its status column, as keyed hashes. */
  status?: NewestFile['status'];
}

export interface Inspection {
  plan: Plan;
  people: FilePeople;
  selected: Selected | undefined;
  /** Whether some operation may be so long that fewer than 50 fit into a request. */
  someLong: boolean;
  delimiter: string;
  /** No record begins after it. */
  lastLine: number;
}

/**
 * Reads the whole file before anything is sent, and creates the plan: all valid records without
 * duplicates, or only the selected ones. @throws FileError when the file is malformed or has no
 * record, MappingError when it lacks a mapped column
 */
export async function inspectRecords(
  open: OpenFile,
  mapping: Mapping,
  { key = randomBytes(16).toString('hex'), ...options }: InspectOptions = {},
): Promise<Inspection> {
  const tally = await readRecords(open, mapping, { ...options, key });
  const { read, census, filled, rejected, selector, csv, skipped } = tally;
  if (read + skipped === 0) throw new FileError('no_records', 'the file has a header, but no record below it');
  const { today } = options;
  const shared = census.shared();
  const { conflicts, duplicates, statuses } = await resolveDuplicates(shared, rejected, { open, mapping, key, today });
  const excluded = new Set([...rejected, ...conflicts.keys(), ...duplicates]);
  const selected = selector?.selected(read, { excluded, statuses, isManager: tally.managers.has });
  const setAside = selected?.setAside ?? [];
  for (const { number } of setAside) excluded.add(number);
  const losers = new Set([...conflicts.keys(), ...duplicates, ...setAside.map(({ number }) => number)]);
  await visitRecords({ numbers: losers, today }, open, mapping, ({ fields }) => filled.add(fields, -1));
  const valid = read - excluded.size;
  const isInFile = (person: bigint): boolean => census.has(person) || tally.skippedPeople.has(person);
  const plan: Plan = {
    records: {
      read: read + skipped,
      valid,
      rejected: excluded.size - duplicates.size,
      duplicates: duplicates.size,
      skipped,
      repeatedHeaders: csv.repeatedHeaders,
    },
    requests: Math.ceil(valid / maxOperations),
    excluded: toRanges(excluded),
    conflicts: [...conflicts],
    duplicates: toRanges(duplicates),
    today,
    nextDate: tally.dates?.find(),
    notes: tally.notes.list({
      isRepeated: (person) => shared.has(person),
      withoutManager: mapping.content === 'full' ? tally.managers.linesWithMissingManager(isInFile) : [],
    }),
    ...(setAside.length > 0 && { setAside }),
  };
  if (tally.letterCase.isMixed()) plan.managers = await findRenamedManagers(open, mapping, plan);
  const { someLong, delimiter, unnamed } = tally;
  if (someLong && selector === undefined) plan.requests = await countRequests(createOperations(open, mapping, plan));
  const words = tally.words?.seen();
  const people = { ...census.count(statuses), sent: valid, filled: filled.counts(), unnamed, status: words };
  return { plan, people, selected, someLong, delimiter, lastLine: csv.lastLine };
}

/** What the records say, one by one. */
interface Tally {
  read: number;
  census: ReturnType<typeof createCensus>;
  filled: ReturnType<typeof createFilled>;
  /** Records that their own fields reject. */
  rejected: Set<number>;
  unnamed: number;
  /** Whether some operation may be so long that fewer than 50 fit into a request. */
  someLong: boolean;
  delimiter: string;
  /** What was passed over around the records. */
  csv: Readonly<CsvTally>;
  /** How many records there are for which `records.where` is false. */
  skipped: number;
  /** The people of the skipped records. */
  skippedPeople: Set<bigint>;
  notes: ReturnType<typeof createNotes>;
  managers: ReturnType<typeof createManagers>;
  letterCase: ReturnType<typeof createCaseCheck>;
  selector: Selector | undefined;
  words: StatusWords | undefined;
  dates: ReturnType<typeof createNextDate> | undefined;
}

async function readRecords(
  open: OpenFile,
  mapping: Mapping,
  options: InspectOptions & { key: string },
): Promise<Tally> {
  const { onOperation, onRecord, onUser, createSelector, key, today } = options;
  const file = await readHrFile(open, mapping, {
    withValues: createSelector !== undefined,
    today,
    onSkipped(externalId) {
      tally.skipped++;
      if (externalId === undefined) return;
      tally.skippedPeople.add(personKey(externalId, key));
      tally.selector?.reject(externalId);
    },
  });
  const tally = newTally(file, mapping, options);
  const isShort = createShortRecordCheck(mapping, file);
  for await (const batch of file.batches) {
    for (const mappedRecord of batch) {
      const { record, mapped } = mappedRecord;
      const { user } = mapped;
      tally.read++;
      if (mapped.activePeriod !== undefined) tally.dates?.add(mapped.activePeriod);
      const json = user && onOperation && stringifyOperation(user, record.line);
      const long = user !== undefined && !isShort(record.fields) && estimateMaxBytes(user) > safeOperationBytes;
      tally.someLong ||= long;
      const sendable = user !== undefined && !(long && isTooLarge(createOperation(user, record.line)));
      const kind = sendable ? addSendable(mappedRecord, tally, key) : addRejected(mappedRecord, tally, key);
      const reason = sendable ? undefined : (mapped.reasons?.join('; ') ?? tooLargeReason);
      const handled = onRecord?.({ line: record.line, externalId: externalIdOf(mapped), verdict: kind, reason });
      if (handled !== undefined) await handled;
      if (sendable && json !== undefined) await onOperation?.(json);
      const kept = sendable && kind !== 'unchanged' ? onUser?.(record.line, user) : undefined;
      if (kept !== undefined) await kept;
    }
  }
  return tally;
}

/** Takes a record that can be sent. @returns why it is sent, if it is */
function addSendable({ number, record, mapped }: MappedRecord, tally: Tally, key: string): ChangeKind {
  const { user, values = [], notes } = mapped as Extract<MappedRecord['mapped'], { user: User }>;
  const { line, fields } = record;
  const person = personKey(user.externalId, key);
  tally.census.add(person, user.active ? status.active : status.inactive);
  tally.filled.add(fields);
  tally.letterCase.add(user);
  tally.managers.add(user, line);
  tally.notes.add({ line, person }, user, notes);
  const word = tally.words?.wordOf(fields);
  return tally.selector?.select(person, { number, line, user, values, word }) ?? 'changed';
}

/** Takes a record that cannot be sent, of somebody who is in the file all the same. */
function addRejected({ number, record, mapped }: MappedRecord, tally: Tally, key: string): 'rejected' {
  tally.words?.wordOf(record.fields); // its word is known from now on
  tally.rejected.add(number);
  const externalId = externalIdOf(mapped);
  if (externalId === undefined) tally.unnamed++;
  else {
    tally.census.add(personKey(externalId, key), status.rejected);
    tally.selector?.reject(externalId, mapped.user === undefined && mapped.lacksActive);
  }
  return 'rejected';
}

function newTally(
  { header, delimiter, columns, leaves, tally: csv }: MappedFile,
  mapping: Mapping,
  { createSelector, key, today }: InspectOptions & { key: string },
): Tally {
  const names = mapping.extension?.columns === '*' ? hash('sha256', header.join('\0')) : '';
  const selector = createSelector?.(leaves, names);
  return {
    read: 0,
    census: createCensus(),
    filled: createFilled(columns),
    rejected: new Set(),
    unnamed: 0,
    someLong: false,
    delimiter,
    csv,
    skipped: 0,
    skippedPeople: new Set(),
    notes: createNotes(mapping.attributes),
    managers: createManagers(key),
    letterCase: createCaseCheck(),
    selector,
    words: selector && createStatusWords(mapping, columns, key),
    dates: today === undefined ? undefined : createNextDate(today, canChangeDaily(mapping)),
  };
}

/** Reads the file again, for some of its records. */
async function visitRecords(
  { numbers, today }: { numbers: ReadonlySet<number>; today: string | undefined },
  open: OpenFile,
  mapping: Mapping,
  see: (record: CsvRecord) => void,
): Promise<void> {
  if (numbers.size === 0) return;
  const { batches } = await readHrFile(open, mapping, { today });
  for await (const batch of batches) for (const { number, record } of batch) if (numbers.has(number)) see(record);
}

/** Counts the requests that operations make. */
export async function countRequests(operations: AsyncIterable<readonly Operation[]>): Promise<number> {
  let total = 0;
  for await (const _ of packBulkRequests(operations)) total++;
  return total;
}

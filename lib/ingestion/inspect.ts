import { randomBytes } from 'node:crypto';
import type { CsvRecord } from '../csv/read';
import { FileError } from '../errors';
import type { Mapping } from '../mapping/parse';
import {
  alwaysFits,
  bulkRequests,
  bytesAtMost,
  isTooLarge,
  jsonOf,
  maxOperations,
  operationOf,
} from '../scim/bulkRequests';
import { settleDuplicates } from './duplicates';
import { externalIdOf, type OpenFile, readHrFile } from './hrFile';
import { operations } from './operations';
import { createCensus } from './people/census';
import { createFilled } from './people/filled';
import { activeFlag, type People, personHash, rejectedFlag } from './people/people';
import { type Plan, toRuns } from './plan';

export interface InspectOptions {
  /** Sees every user's bulk operation as JSON, in file order, before it is known which of them share an externalId. */
  onOperation?: (json: string) => Promise<void> | undefined;
  /** Of the hashes that stand for people; one of its own, if nobody compares them. */
  key?: string;
}

export interface Inspection {
  plan: Plan;
  people: People;
}

/**
 * Reads the whole file before anything is sent, and freezes the plan: every record that has a user of its own.
 * @throws FileError when the file is malformed or has no record, MappingError when it lacks a mapped column
 */
export async function inspect(
  open: OpenFile,
  mapping: Mapping,
  { onOperation, key = randomBytes(16).toString('hex') }: InspectOptions = {},
): Promise<Inspection> {
  const census = createCensus();
  const rejected = new Set<number>();
  let [read, unnamed] = [0, 0];
  let someLong = false;
  const { header, columns, batches } = await readHrFile(open, mapping);
  const filled = createFilled(columns);
  const isShort = shortRecords(mapping, header);
  for await (const batch of batches) {
    for (const { number, record, mapped } of batch) {
      read++;
      const { user } = mapped;
      const json = user && onOperation && jsonOf(user, record.line);
      const long = user !== undefined && !isShort(record.fields) && bytesAtMost(user) > alwaysFits;
      someLong ||= long;
      const sendable = user !== undefined && !(long && isTooLarge(operationOf(user, record.line)));
      const externalId = externalIdOf(mapped);
      if (externalId === undefined) unnamed++;
      else census.add(personHash(externalId, key), sendable ? (user.active ? activeFlag : 0) : rejectedFlag);
      if (!sendable) rejected.add(number);
      else {
        filled.add(record.fields);
        const wait = json === undefined ? undefined : onOperation?.(json);
        if (wait !== undefined) await wait;
      }
    }
  }
  if (read === 0) throw new FileError('no_records', 'the file has a header, but no record below it');
  const { conflicts, duplicates, flags } = await settleDuplicates(census.shared(), rejected, { open, mapping, key });
  const losers = new Set([...conflicts.keys(), ...duplicates]);
  await forEachOf(losers, open, mapping, ({ fields }) => filled.add(fields, -1));
  for (const number of conflicts.keys()) rejected.add(number);
  const valid = read - rejected.size - duplicates.size;
  const plan: Plan = {
    records: { read, valid, rejected: rejected.size, duplicates: duplicates.size },
    requests: Math.ceil(valid / maxOperations),
    excluded: toRuns([...rejected, ...duplicates]),
    conflicts: [...conflicts],
    duplicates: toRuns(duplicates),
  };
  if (someLong) plan.requests = await count(bulkRequests(operations(open, mapping, plan)));
  return { plan, people: { entries: census.people(flags), sent: valid, filled: filled.counts(), unnamed } };
}

/** Reads the file again, for some of its records. */
async function forEachOf(
  numbers: ReadonlySet<number>,
  open: OpenFile,
  mapping: Mapping,
  see: (record: CsvRecord) => void,
): Promise<void> {
  if (numbers.size === 0) return;
  const { batches } = await readHrFile(open, mapping);
  for await (const batch of batches) for (const { number, record } of batch) if (numbers.has(number)) see(record);
}

/**
 * Tells records whose operation is short for certain, by their longest field alone: each of the mapping's leaves gives at
 * most that text, or one of the mapping's own. An expression can give more.
 */
function shortRecords(mapping: Mapping, header: readonly string[]): (fields: readonly string[]) => boolean {
  let leaves = mapping.extension === undefined ? 0 : header.length;
  const own = JSON.stringify([mapping, header], (key, value: unknown) => {
    if (key === 'expression') leaves = Number.POSITIVE_INFINITY;
    if (typeof value !== 'object') leaves++;
    return value;
  });
  const longest = (alwaysFits - frame - longestEscape * own.length) / (longestEscape * leaves);
  return (fields) => fields.every(({ length }) => length <= longest) && longestDate <= longest;
}

/** More bytes than the operation's own keys and the standard schemas' names have. */
const frame = 500;
/** The most bytes that JSON makes of a UTF-16 unit: \uXXXX. */
const longestEscape = 6;
const longestDate = '2021-05-01T00:00:00.000-05:00'.length;

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total++;
  return total;
}

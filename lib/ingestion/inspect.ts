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
import { externalIdOf, settleDuplicates } from './duplicates';
import { Hashes, hashOf } from './hashes';
import { type OpenFile, readHrFile } from './hrFile';
import { operations } from './operations';
import { type Plan, toRuns } from './plan';

export interface InspectOptions {
  /** Sees every user's bulk operation as JSON, in file order, before it is known which of them share an externalId. */
  onOperation?: (json: string) => Promise<void> | undefined;
}

/**
 * Reads the whole file before anything is sent, and freezes the plan: every record that has a user of its own.
 * @throws FileError when the file is malformed or has no record, MappingError when it lacks a mapped column
 */
export async function inspect(open: OpenFile, mapping: Mapping, { onOperation }: InspectOptions = {}): Promise<Plan> {
  const people = new Hashes();
  const shared = new Set<number>();
  const rejected = new Set<number>();
  let read = 0;
  let someLong = false;
  const { header, batches } = await readHrFile(open, mapping);
  const isShort = shortRecords(mapping, header);
  for await (const batch of batches) {
    for (const { number, record, mapped } of batch) {
      read++;
      const { user } = mapped;
      const json = user && onOperation && jsonOf(user, record.line);
      const long = user !== undefined && !isShort(record.fields) && bytesAtMost(user) > alwaysFits;
      someLong ||= long;
      if (user === undefined || (long && isTooLarge(operationOf(user, record.line)))) rejected.add(number);
      else if (json !== undefined) {
        const wait = onOperation?.(json);
        if (wait !== undefined) await wait;
      }
      const externalId = externalIdOf(mapped);
      const hash = externalId === undefined ? undefined : hashOf(externalId);
      if (hash !== undefined && !people.add(hash)) shared.add(hash);
    }
  }
  if (read === 0) throw new FileError('no_records', 'the file has a header, but no record below it');
  const { conflicts, duplicates } = await settleDuplicates(shared, rejected, open, mapping);
  for (const number of conflicts.keys()) rejected.add(number);
  const valid = read - rejected.size - duplicates.size;
  const plan: Plan = {
    records: { read, valid, rejected: rejected.size, duplicates: duplicates.size },
    requests: Math.ceil(valid / maxOperations),
    excluded: toRuns([...rejected, ...duplicates]),
    conflicts: [...conflicts],
    duplicates: toRuns(duplicates),
  };
  return someLong ? { ...plan, requests: await count(bulkRequests(operations(open, mapping, plan))) } : plan;
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

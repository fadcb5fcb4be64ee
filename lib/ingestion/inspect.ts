import { createHash, type Hash } from 'node:crypto';
import { FileError } from '../errors';
import type { Mapping } from '../mapping/parse';
import { alwaysFits, bulkRequests, bytesAtMost, isTooLarge, maxOperations, operationOf } from '../scim/bulkRequests';
import type { User } from '../scim/user';
import { externalIdOf, settleDuplicates } from './duplicates';
import { type OpenFile, readHrFile } from './hrFile';
import { operations } from './operations';
import { type Plan, toRuns } from './plan';

export interface InspectOptions {
  /** Sees every record's user in file order, before it is known which of them share an externalId. */
  onUser?: (user: User, line: number) => Promise<void> | undefined;
}

/**
 * Reads the whole file before anything is sent, and freezes the plan: every record that has a user of its own.
 * @throws FileError when the file is malformed or has no record, MappingError when it lacks a mapped column
 */
export async function inspect(open: OpenFile, mapping: Mapping, { onUser }: InspectOptions = {}): Promise<Plan> {
  const hash = createHash('sha256');
  const people = new Set<string>();
  const shared = new Set<string>();
  const rejected = new Set<number>();
  let read = 0;
  let someLong = false;
  const { batches } = await readHrFile(hashed(open(), hash), mapping);
  for await (const batch of batches) {
    for (const { number, record, mapped } of batch) {
      read++;
      const { user } = mapped;
      const long = user !== undefined && bytesAtMost(user) > alwaysFits;
      someLong ||= long;
      if (user === undefined || (long && isTooLarge(operationOf(user, record.line)))) rejected.add(number);
      else {
        const wait = onUser?.(user, record.line);
        if (wait !== undefined) await wait;
      }
      const externalId = externalIdOf(mapped);
      if (externalId === undefined) continue;
      if (people.has(externalId)) shared.add(externalId);
      else people.add(externalId);
    }
  }
  if (read === 0) throw new FileError('no_records', 'the file has a header, but no record below it');
  const { conflicts, duplicates } = await settleDuplicates(shared, rejected, open, mapping);
  for (const number of conflicts.keys()) rejected.add(number);
  const valid = read - rejected.size - duplicates.size;
  const plan: Plan = {
    sha256: hash.digest('hex'),
    records: { read, valid, rejected: rejected.size, duplicates: duplicates.size },
    requests: Math.ceil(valid / maxOperations),
    excluded: toRuns([...rejected, ...duplicates]),
    conflicts: [...conflicts],
    duplicates: toRuns(duplicates),
  };
  return someLong ? { ...plan, requests: await count(bulkRequests(operations(open, mapping, plan))) } : plan;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total++;
  return total;
}

/** The same bytes, hashed on their way. */
async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

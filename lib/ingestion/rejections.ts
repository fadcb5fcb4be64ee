import type { RefusedRecord } from '../graph/bulkUpload';
import type { Mapping } from '../mapping/parse';
import { isTooLarge, operationOf } from '../scim/bulkRequests';
import { type MappedRecord, type OpenFile, readHrFile } from './hrFile';
import { fromRuns, type Plan } from './plan';

/** A rejected record's line and reason, and its fields as they stand in the file. No reason names a field's text. */
export interface Rejection {
  line: number;
  reason: string;
  fields: readonly string[];
}

export interface Rejections {
  header: readonly string[];
  delimiter: string;
  rejections: AsyncIterable<Rejection>;
}

/** The rejected records in file order: those that the mapping or another record rejects, and those that Entra refused. */
export async function readRejections(
  open: OpenFile,
  mapping: Mapping,
  plan: Plan,
  refused: readonly RefusedRecord[] = [],
): Promise<Rejections> {
  const { header, delimiter, batches } = await readHrFile(open, mapping);
  const conflicts = new Map(plan.conflicts);
  const duplicates = fromRuns(plan.duplicates);
  const refusals = new Map(
    refused.map(({ line, reason, words }) => [line, words === undefined ? reason : `${reason}: ${words}`]),
  );
  const reasonOf = (item: MappedRecord): string | undefined => {
    const conflict = conflicts.get(item.number);
    if (conflict !== undefined)
      return `externalId: the record on line ${conflict} is of the same person, but says otherwise or is rejected`;
    return ownReason(item) ?? refusals.get(item.record.line);
  };
  async function* rejections(): AsyncGenerator<Rejection> {
    for await (const batch of batches) {
      for (const item of batch) {
        const reason = duplicates.has(item.number) ? undefined : reasonOf(item);
        if (reason !== undefined) yield { ...item.record, reason };
      }
    }
  }
  return { header, delimiter, rejections: rejections() };
}

function ownReason({ mapped, record }: MappedRecord): string | undefined {
  if (mapped.user === undefined) return mapped.reasons.join('; ');
  return isTooLarge(operationOf(mapped.user, record.line))
    ? 'the record is too large for one request (1 MiB)'
    : undefined;
}

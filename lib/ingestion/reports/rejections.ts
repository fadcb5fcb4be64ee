import type { OpenFile } from '../../csv/read';
import type { RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { Mapping } from '../../mapping/file/parse';
import { createOperation, isTooLarge } from '../../scim/bulkRequests';
import { type MappedRecord, readHrFile } from '../hrFile';
import type { Plan } from '../plan';
import { expandRanges } from '../ranges';

/**
 * A rejected record's line and reason, and its fields as in the file. No reason names a
 * field's text.
 */
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

/**
 * The rejected records in file order: those that the mapping or another record rejects, and those
 * that Entra refused.
 */
export async function readRejections(
  open: OpenFile,
  mapping: Mapping,
  plan: Plan,
  refused: readonly RefusedRecord[] = [],
): Promise<Rejections> {
  const { header, delimiter, batches } = await readHrFile(open, mapping, { today: plan.today });
  const conflicts = new Map(plan.conflicts);
  const setAside = setAsideRecords(plan);
  const duplicates = expandRanges(plan.duplicates);
  const refusals = new Map(refused.map((record) => [record.line, refusalOf(record)]));
  const reasonOf = (item: MappedRecord): string | undefined => {
    const conflict = conflicts.get(item.number);
    if (conflict !== undefined) return contradictionReason(conflict);
    if (setAside.has(item.number)) return idChangedReason;
    return recordReason(item) ?? refusals.get(item.record.line);
  };
  async function* rejections(): AsyncGenerator<Rejection> {
    for await (const batch of batches) {
      for (const item of batch) {
        const reason = duplicates.has(item.number) ? undefined : reasonOf(item);
        if (reason !== undefined) yield { ...item.original, reason };
      }
    }
  }
  return { header, delimiter, rejections: rejections() };
}

function recordReason({ mapped, record }: MappedRecord): string | undefined {
  if (mapped.user === undefined) return mapped.reasons.join('; ');
  return isTooLarge(createOperation(mapped.user, record.line)) ? tooLargeReason : undefined;
}

export const tooLargeReason = 'the record is too large for one request (1 MiB)';

/** The numbers of the records that wait until somebody decides about their ids. */
export const setAsideRecords = ({ setAside = [] }: Pick<Plan, 'setAside'>): ReadonlySet<number> =>
  new Set(setAside.map(({ number }) => number));

export const idChangedReason =
  'id_changed: a person who is gone from the file had the same user name under another id. If it is the same person, correct the id. If the id is right, release the file';

/** Why a record is rejected that another one, on the given line, contradicts. */
export const contradictionReason = (line: number): string =>
  `externalId: the record on line ${line} is of the same person, but says otherwise or is rejected`;

/**
 * What Entra said when it refused a record, its own words included: for those who may see the
 * record.
 */
export const refusalOf = ({ reason, words }: RefusedRecord): string =>
  words === undefined ? reason : `${reason}: ${words}`;

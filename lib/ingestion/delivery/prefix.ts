import { GraphError } from '../../errors';
import type { RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import type { Progress, SettledRequest } from '../checkpoint';

export interface SettledPrefix {
  progress(): Progress;
  /** Whether a request is settled. */
  has(index: number): boolean;
  /**
   * Adds a settled request.
   * @returns whether the prefix grew. @throws GraphError `nothing_accepted`
   */
  add(index: number, request: BulkRequest, refused: readonly RefusedRecord[]): boolean;
}

/**
 * The settled requests from the start of the plan. Later ones are kept until all before them are
 * settled.
 */
export function createPrefix(from: Progress): SettledPrefix {
  const later = new Map<number, SettledRequest>();
  let { settled, accepted, acceptedRecords } = from;
  const refused = [...from.refused];

  function advance(): void {
    for (let next = later.get(settled); next !== undefined; next = later.get(settled)) {
      later.delete(settled);
      settled++;
      if (next.records > 0) accepted++;
      acceptedRecords += next.records;
      refused.push(...next.refused);
    }
  }
  for (const request of from.ahead ?? []) later.set(request.index, request);
  advance();

  return {
    progress: () => ({
      settled,
      accepted,
      acceptedRecords,
      refused: [...refused],
      ahead: later.size === 0 ? undefined : [...later.values()],
    }),
    has: (index) => index < settled || later.has(index),
    add(index, request, refusedNow) {
      if (index === 0 && refusedNow.length === request.length) throw nothingAcceptedError();
      const before = settled;
      later.set(index, { index, records: request.length - refusedNow.length, refused: refusedNow });
      advance();
      return settled > before;
    },
  };
}

const nothingAcceptedError = (): GraphError =>
  new GraphError(
    'nothing_accepted',
    "Entra refused every record of the first request: the mapping does not suit the job's schema, or the job is the wrong one; nothing more was sent",
  );

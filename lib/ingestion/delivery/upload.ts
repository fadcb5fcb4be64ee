import { GraphError } from '../../errors';
import type { RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import type { Progress } from '../checkpoint';

/**
 * Entra counts 40 calls in 5 seconds: as many in flight let a slow API keep the rate. No request
 * begins so far ahead of the first whose settling is not kept yet, so that a crash never has more
 * than these sent again.
 */
const maxInFlight = 40;

export interface UploadOptions {
  /** Sends one request and gives the records that Entra refused. */
  send: (request: BulkRequest, signal: AbortSignal) => Promise<RefusedRecord[]>;
  /** Where to go on: that many requests are done with. */
  from: Progress;
  /** Called whenever the prefix of settled requests grew; awaited before more is sent. */
  onProgress: (progress: Progress) => Promise<void>;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
}

/**
 * Uploads the plan's requests in their order, several in flight; the checkpoint moves as a prefix
 * of them is settled. The first request of a plan goes alone: when nothing of it is accepted, the
 * mapping or the job is wrong, not the people. @returns whether the whole plan was sent. @throws
 * GraphError after the progress until then was told
 */
export async function uploadRequests(
  requests: AsyncIterable<BulkRequest>,
  { send, from, onProgress, stop }: UploadOptions,
): Promise<boolean> {
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, failed.signal]);
  const inFlight = new Set<Promise<void>>();
  const prefix = createPrefix(from);
  let error: unknown;
  let next = 0;
  let kept = from.settled;

  async function sendOne(index: number, request: BulkRequest): Promise<void> {
    try {
      const refused = await send(request, signal);
      if (index === 0 && refused.length === request.length) throw nothingAcceptedError();
      if (!prefix.add(index, request, refused)) return;
      const progress = prefix.progress();
      await onProgress(progress);
      kept = Math.max(kept, progress.settled);
    } catch (cause) {
      if (!signal.aborted) error = cause;
      failed.abort();
    }
  }

  try {
    for await (const request of requests) {
      const index = next++;
      if (index < from.settled) continue;
      if (signal.aborted) break;
      const sent = sendOne(index, request).finally(() => inFlight.delete(sent));
      inFlight.add(sent);
      const most = index === 0 ? 1 : maxInFlight;
      while (inFlight.size > 0 && next - kept >= most) await Promise.race(inFlight);
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (error !== undefined) throw error;
  return !signal.aborted;
}

const nothingAcceptedError = (): GraphError =>
  new GraphError(
    'nothing_accepted',
    "Entra refused every record of the first request: the mapping does not suit the job's schema, or the job is the wrong one; nothing more was sent",
  );

/** Keeps what was settled out of order until all before it is. */
function createPrefix(from: Progress) {
  const later = new Map<number, { records: number; refused: RefusedRecord[] }>();
  let { settled, accepted, acceptedRecords } = from;
  const refused = [...from.refused];
  return {
    progress: (): Progress => ({ settled, accepted, acceptedRecords, refused: [...refused] }),
    /** Whether the prefix grew. */
    add(index: number, request: BulkRequest, refusedNow: RefusedRecord[]): boolean {
      later.set(index, { records: request.length - refusedNow.length, refused: refusedNow });
      const before = settled;
      for (let next = later.get(settled); next !== undefined; next = later.get(settled)) {
        later.delete(settled);
        settled++;
        if (next.records > 0) accepted++;
        acceptedRecords += next.records;
        refused.push(...next.refused);
      }
      return settled > before;
    },
  };
}

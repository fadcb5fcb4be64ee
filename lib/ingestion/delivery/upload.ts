import type { RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import type { Progress } from '../checkpoint';
import { createPrefix } from './prefix';

/**
 * Entra counts 40 calls in 5 seconds: as many in flight let a slow API keep the rate. No request
 * begins so far ahead of the first whose settling is not kept yet, so that a crash never has more
 * than these sent again.
 */
export const maxInFlight = 40;

export interface UploadOptions {
  /** Sends one request and gives the records that Entra refused. */
  send: (request: BulkRequest, signal: AbortSignal) => Promise<RefusedRecord[]>;
  /** Where to go on: that many requests are done with. */
  from: Progress;
  /** Called for each request that was settled before. */
  onSettled?: (request: BulkRequest) => void;
  /**
   * Called whenever the prefix of settled requests grew; awaited before more is sent. Called at the
   * end, too, when requests behind the prefix are settled.
   */
  onProgress: (progress: Progress) => Promise<void>;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
}

/**
 * Uploads the plan's requests in their order, several in flight; the checkpoint moves as a prefix
 * of them is settled. The first request of a plan goes alone: when nothing of it is accepted, the
 * mapping or the job is wrong, not the people. @returns whether the whole plan was sent. @throws
 * GraphError after the progress until then was saved
 */
export async function uploadRequests(
  requests: AsyncIterable<BulkRequest>,
  { send, from, onSettled, onProgress, stop }: UploadOptions,
): Promise<boolean> {
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, failed.signal]);
  const inFlight = new Set<Promise<void>>();
  const prefix = createPrefix(from);
  let error: unknown;
  let next = 0;
  let kept = prefix.progress().settled;

  async function sendOne(index: number, request: BulkRequest): Promise<void> {
    try {
      const refused = await send(request, signal);
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
      if (prefix.has(index)) {
        onSettled?.(request);
        continue;
      }
      if (signal.aborted) break;
      const sent = sendOne(index, request).finally(() => inFlight.delete(sent));
      inFlight.add(sent);
      const most = index === 0 ? 1 : maxInFlight;
      while (inFlight.size > 0 && next - kept >= most) await Promise.race(inFlight);
    }
  } finally {
    await Promise.all(inFlight);
    const progress = prefix.progress();
    if (progress.ahead !== undefined)
      await onProgress(progress).catch((cause) => {
        error ??= cause;
      });
  }
  if (error !== undefined) throw error;
  return !signal.aborted;
}

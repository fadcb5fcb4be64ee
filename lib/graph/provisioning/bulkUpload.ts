import { type BulkRequest, encodeBulkRequest } from '../../scim/bulkRequests';
import type { GraphAnswer, GraphClient } from '../client/client';
import type { CallOptions } from '../client/rateLimit';
import { jobPath, type ProvisioningJob } from './jobs';

/** A record that Entra answered 400 or 413 to when it was sent alone. */
export interface RefusedRecord {
  line: number;
  reason: string;
  /**
   * Entra's own words for the people who fix the record. They may quote it: they go into
   * rejected.csv, never into a log.
   */
  words?: string;
}

/**
 * Sends a bulk request; Entra's 202 means staged. A request answered 400 or 413 is halved until the
 * refused records are found: these come back, all others were accepted. @throws GraphError when
 * Graph did not take it for any other reason
 */
export async function bulkUpload(
  client: GraphClient,
  job: ProvisioningJob,
  request: BulkRequest,
  options: CallOptions = {},
): Promise<RefusedRecord[]> {
  const answer = await postBulkRequest(client, job, request, options);
  return await collectRefused(request, answer, (half) => bulkUpload(client, job, half, options));
}

/**
 * Makes one call of bulkUpload. @returns the 202, 400 or 413. @throws GraphError for any other
 * answer
 */
export const postBulkRequest = (
  client: GraphClient,
  job: ProvisioningJob,
  request: BulkRequest,
  options: CallOptions = {},
): Promise<GraphAnswer> =>
  client.send({
    method: 'POST',
    path: `${jobPath(job)}/bulkUpload`,
    body: encodeBulkRequest(request),
    contentType: 'application/scim+json',
    acceptedStatuses: [400, 413],
    ...options,
  });

/** The records that an answer refuses: the only one, or those that `send` finds in the halves. */
export async function collectRefused(
  request: BulkRequest,
  { ok, status, body }: GraphAnswer,
  send: (half: BulkRequest) => Promise<RefusedRecord[]>,
): Promise<RefusedRecord[]> {
  if (ok) return [];
  const [only] = request;
  if (request.length === 1 && only !== undefined) return [createRefusal(only.line, status, body)];
  return (await Promise.all(halvesOf(request).map(send))).flat();
}

export function halvesOf(request: BulkRequest): [BulkRequest, BulkRequest] {
  const middle = Math.ceil(request.length / 2);
  return [request.slice(0, middle), request.slice(middle)];
}

const maxWordsLength = 300;

function createRefusal(line: number, status: number, answer: string): RefusedRecord {
  const { code, message } = parseError(answer);
  const known = typeof code === 'string' && /^\w{1,64}$/.test(code) ? ` ${code}` : '';
  const reason = `Entra refused this record (${status}${known})`;
  return typeof message === 'string' && message !== ''
    ? { line, reason, words: message.slice(0, maxWordsLength) }
    : { line, reason };
}

function parseError(answer: string): { code?: unknown; message?: unknown } {
  try {
    return (JSON.parse(answer) as { error?: { code?: unknown; message?: unknown } } | null)?.error ?? {};
  } catch {
    return {};
  }
}

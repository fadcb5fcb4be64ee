import { type BulkRequest, bodyOf } from '../../scim/bulkRequests';
import type { GraphClient } from '../client/client';
import type { CallOptions } from '../client/rateLimit';
import { jobPath, type ProvisioningJob } from './jobs';

/** A record that Entra answered 400 or 413 to when it was sent alone. */
export interface RefusedRecord {
  line: number;
  reason: string;
  /**
   * Entra's own words for the people who mend the record. They may quote it: they go into
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
  const answer = await client.send({
    method: 'POST',
    path: `${jobPath(job)}/bulkUpload`,
    body: bodyOf(request),
    contentType: 'application/scim+json',
    answers: [400, 413],
    ...options,
  });
  if (answer.ok) return [];
  const [only] = request;
  if (request.length === 1 && only !== undefined) return [createRefusal(only.line, answer.status, answer.body)];
  const middle = Math.ceil(request.length / 2);
  const halves = [request.slice(0, middle), request.slice(middle)];
  const refused = await Promise.all(halves.map((half) => bulkUpload(client, job, half, options)));
  return refused.flat();
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

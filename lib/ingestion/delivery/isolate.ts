import { GraphError } from '../../errors';
import type { GraphAnswer } from '../../graph/client/client';
import { halvesOf, type RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import type { CountedCalls } from './countedCalls';

export interface IsolateOptions {
  calls: CountedCalls;
  /** The records that Entra's answer to a part refuses. */
  findRefused: (answer: GraphAnswer, part: BulkRequest) => Promise<RefusedRecord[]>;
  signal: AbortSignal;
}

/**
 * Finds the records at fault in a part that has failed with 5xx while others passed: it is halved,
 * and each half that fails too, as long as Entra serves other calls. @throws ApiUnavailableError
 * when it does not: then there is no evidence against the records
 */
export async function isolateRecords(part: BulkRequest, options: IsolateOptions): Promise<RefusedRecord[]> {
  const { calls, findRefused, signal } = options;
  const [only] = part;
  if (part.length === 1 && only !== undefined) return await judgeRecord(part, only.line, options);
  const served = calls.served();
  const failed: BulkRequest[] = [];
  const refused: RefusedRecord[] = [];
  for (const half of halvesOf(part)) {
    await calls.proveServiceIfDoubtful(signal);
    const answer = await calls.attempt(half, signal);
    if (answer instanceof GraphError) failed.push(half);
    else refused.push(...(await findRefused(answer, half)));
  }
  if (failed.length > 0 && calls.served() === served) await calls.proveService(signal);
  for (const half of failed) refused.push(...(await isolateRecords(half, options)));
  return refused;
}

/** Rejects a record that has just failed, if it fails again between two calls that Entra serves. */
async function judgeRecord(
  part: BulkRequest,
  line: number,
  { calls, findRefused, signal }: IsolateOptions,
): Promise<RefusedRecord[]> {
  await calls.proveService(signal);
  const answer = await calls.attempt(part, signal);
  if (!(answer instanceof GraphError)) return await findRefused(answer, part);
  await calls.proveService(signal);
  return [{ line, reason: `Entra answered this record with status ${answer.status}, and accepted others meanwhile` }];
}

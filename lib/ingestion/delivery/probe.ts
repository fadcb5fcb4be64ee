import { halvesOf, type RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import type { Progress } from '../checkpoint';
import { chooseProbe } from './circuitBreaker';
import { createPrefix } from './prefix';
import type { Sender } from './sender';

export interface ProbeOptions {
  /** How many probes were sent so far. */
  probes: number;
  /** Requests of the plan. */
  total: number;
  from: Progress;
  /** Ends its sending at the first 5xx. */
  prober: Sender;
  /** Goes on when the API works and the request alone fails. */
  sender: Sender;
  signal: AbortSignal;
}

/**
 * Sends one request alone, after bulkUpload has answered 5xx three times in a row.
 * @returns the progress, once Entra accepts requests again. @throws ApiUnavailableError when it
 * does not
 */
export async function sendProbe(
  requests: AsyncIterable<BulkRequest>,
  { probes, total, from, prober, sender, signal }: ProbeOptions,
): Promise<Progress> {
  const prefix = createPrefix(from);
  const chosen = chooseProbe(from, { probes, total });
  let index = 0;
  for await (const request of requests) {
    const number = index++;
    if (number < from.settled) for (const one of [prober, sender]) one.remember(request, from.refused);
    if (prefix.has(number) || (chosen !== 'proof of service' && number !== chosen)) continue;
    const send = chosen === 'proof of service' ? isolateOnceServed : prober.send;
    prefix.add(number, request, await send(request, signal));
    break;
  }
  return prefix.progress();

  /**
   * Without a record that was accepted before, the first or the second half of the request shows
   * it.
   */
  async function isolateOnceServed(request: BulkRequest, signal: AbortSignal): Promise<RefusedRecord[]> {
    if (request.length === 1 && from.acceptedRecords === 0) return await prober.send(request, signal);
    if (from.acceptedRecords > 0) await prober.proveService(signal);
    else {
      const half = halvesOf(request)[probes % 4 < 2 ? 0 : 1];
      sender.remember(half, await prober.send(half, signal));
    }
    return await sender.isolate(request, signal);
  }
}

import type { Progress } from '../checkpoint';

/** Answers 5xx in a row, over all requests in flight, after which an upload sends nothing more. */
export const failuresToOpen = 3;
/** A probe is one of so many requests, the next of the plan. */
const probedRequests = 40;

/** What bulkUpload has answered so far in one upload. */
export interface AnswerCount {
  /** Answers 5xx in a row. */
  failures: number;
  /** All other answers: Entra accepted a request, or refused its content. */
  served: number;
  /** Whether the upload has ended its sending. A late success does not resume it. */
  open: boolean;
}

export const noAnswers: AnswerCount = { failures: 0, served: 0, open: false };

export function countAnswer(
  { failures, served, open }: AnswerCount,
  isServerError: boolean,
  limit = failuresToOpen,
): AnswerCount {
  if (!isServerError) return { failures: 0, served: served + 1, open };
  return { failures: failures + 1, served, open: open || failures + 1 >= limit };
}

/**
 * Chooses what a probe sends: each time another of the next 40 requests that are not settled. When
 * fewer than 40 are left, their turn is followed by another call, which shows whether the API fails
 * or these requests do.
 * @returns the request's number in the plan
 */
export function chooseProbe(
  { settled, ahead = [] }: Progress,
  { probes, total }: { probes: number; total: number },
): number | 'proof of service' {
  const isAhead = new Set(ahead.map(({ index }) => index));
  const left: number[] = [];
  for (let index = settled; index < Math.min(total, settled + probedRequests); index++)
    if (!isAhead.has(index)) left.push(index);
  const turns = left.length + (total < settled + probedRequests ? 1 : 0);
  return left[probes % turns] ?? 'proof of service';
}

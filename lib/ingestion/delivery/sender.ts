import { GraphError } from '../../errors';
import type { GraphAnswer } from '../../graph/client/client';
import { collectRefused, type RefusedRecord } from '../../graph/provisioning/bulkUpload';
import type { BulkRequest } from '../../scim/bulkRequests';
import { type CallsOptions, createCountedCalls } from './countedCalls';
import { isolateRecords } from './isolate';

/** The attempts after which a request that fails, while others pass, counts as failing alone. */
const attemptsAlone = 3;

type Send = (request: BulkRequest, signal: AbortSignal) => Promise<RefusedRecord[]>;

export interface Sender {
  /** Sends a request. @returns the records that were refused. @throws ApiUnavailableError */
  send: Send;
  /**
   * Finds the records at fault in a request that fails while others pass. @throws
   * ApiUnavailableError
   */
  isolate: Send;
  /**
   * Shows with a record that was accepted before that Entra serves calls. @throws
   * ApiUnavailableError
   */
  proveService(signal: AbortSignal): Promise<void>;
  /** Takes a request that was settled before. */
  remember(request: BulkRequest, refused: readonly RefusedRecord[]): void;
}

/**
 * Sends the requests of an upload, several at a time. Three answers 5xx in a row end the sending.
 * A request that fails three times while others pass is halved until the records at fault are
 * found. A record is rejected only when another one was accepted after each of its failures: an API
 * that is down, or a queue that is full, rejects nobody.
 */
export function createSender(options: CallsOptions): Sender {
  const calls = createCountedCalls(options);
  const oneAtATime = createQueue();

  async function sendPart(part: BulkRequest, signal: AbortSignal, run: Run): Promise<RefusedRecord[]> {
    let answer = await calls.attempt(part, signal);
    const served = calls.served();
    for (let attempts = 1; answer instanceof GraphError; attempts++) {
      await calls.backOff(answer, attempts, signal);
      answer = await run(() => retryPart(part, signal));
      const isAlone = attempts + 1 >= attemptsAlone && calls.served() > served;
      if (isAlone && answer instanceof GraphError) return await run(() => isolatePart(part, signal));
    }
    return await findRefused(answer, part, signal, run);
  }

  const findRefused = (answer: GraphAnswer, part: BulkRequest, signal: AbortSignal, run: Run) =>
    collectRefused(part, answer, (half) => sendPart(half, signal, run));

  async function retryPart(part: BulkRequest, signal: AbortSignal): Promise<GraphAnswer | GraphError> {
    await calls.proveServiceIfDoubtful(signal);
    return await calls.attempt(part, signal);
  }

  const isolatePart = (request: BulkRequest, signal: AbortSignal): Promise<RefusedRecord[]> =>
    isolateRecords(request, {
      calls,
      signal,
      findRefused: (answer, part) => findRefused(answer, part, signal, runNow),
    });

  return {
    send: (request, signal) => sendPart(request, signal, oneAtATime),
    isolate: (request, signal) => oneAtATime(() => isolatePart(request, signal)),
    proveService: calls.proveService,
    remember(request, refused) {
      const lines = new Set(refused.map(({ line }) => line));
      const found = request.findLast(({ line }) => !lines.has(line));
      if (found !== undefined) calls.remember([found]);
    },
  };
}

type Run = <T>(work: () => Promise<T>) => Promise<T>;

const runNow: Run = (work) => work();

/**
 * Parts that have failed are tried one at a time: several at once would look like an API that is
 * down.
 */
function createQueue(): Run {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

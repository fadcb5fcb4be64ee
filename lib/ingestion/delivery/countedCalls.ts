import { GraphError } from '../../errors';
import type { GraphAnswer } from '../../graph/client/client';
import { defaultRetryPolicy, retryDelay } from '../../graph/client/retryPolicy';
import type { Clock } from '../../graph/clock';
import type { BulkRequest } from '../../scim/bulkRequests';
import { ApiUnavailableError } from '../feed/classifyError';
import { countAnswer, failuresToOpen, noAnswers } from './circuitBreaker';

/**
 * Makes one call. It calls `checkCircuit` right before, which throws when no call must be made.
 * @throws GraphError, also for a 5xx
 */
export type Post = (part: BulkRequest, signal: AbortSignal, checkCircuit: () => void) => Promise<GraphAnswer>;

export interface CallsOptions {
  post: Post;
  clock: Clock;
  /** 0…1, for the jitter. */
  random?: () => number;
  /** Answers 5xx in a row after which nothing more is sent. */
  limit?: number;
}

/** The calls of one upload, behind one circuit breaker. */
export interface CountedCalls {
  /**
   * Makes one call; a 5xx comes back as its error. @throws ApiUnavailableError when it is one too
   * many
   */
  attempt(part: BulkRequest, signal: AbortSignal): Promise<GraphAnswer | GraphError>;
  /** Waits before another attempt. @throws the error when the server asks for a long pause */
  backOff(error: GraphError, attempts: number, signal: AbortSignal): Promise<void>;
  /** How many calls Entra has served: it accepted them, or refused their content. */
  served(): number;
  /**
   * Sends a record that was accepted before, until Entra serves a call.
   * @throws ApiUnavailableError, also when no record was accepted before
   */
  proveService(signal: AbortSignal): Promise<void>;
  /**
   * The same when one more failure would end the sending, and a record was accepted before. After a
   * failure it first waits for the calls in flight: their answers may decide.
   */
  proveServiceIfDoubtful(signal: AbortSignal): Promise<void>;
  /** Takes such a record. */
  remember(accepted: BulkRequest): void;
}

export function createCountedCalls(options: CallsOptions): CountedCalls {
  const { post, limit = failuresToOpen } = options;
  const backOff = createBackOff(options);
  let answers = noAnswers;
  let accepted: BulkRequest | undefined;
  const inFlight = new Set<Promise<unknown>>();

  const checkCircuit = (): void => {
    if (answers.open) throw new ApiUnavailableError();
  };

  function attempt(part: BulkRequest, signal: AbortSignal): Promise<GraphAnswer | GraphError> {
    const answered = attemptNow(part, signal);
    const settled = answered.then(ignore, ignore).finally(() => inFlight.delete(settled));
    inFlight.add(settled);
    return answered;
  }

  async function attemptNow(part: BulkRequest, signal: AbortSignal): Promise<GraphAnswer | GraphError> {
    const answer = await post(part, signal, checkCircuit).catch(returnServerError);
    const failed = answer instanceof GraphError;
    answers = countAnswer(answers, failed, limit);
    if (failed && answers.open) throw new ApiUnavailableError(answer);
    if (!failed && answer.ok) accepted = part.slice(-1);
    return answer;
  }

  async function proveService(signal: AbortSignal): Promise<void> {
    const { served } = answers;
    for (let attempts = 1; answers.served === served; attempts++) {
      if (accepted === undefined) throw new ApiUnavailableError();
      const answer = await attempt(accepted, signal);
      if (answer instanceof GraphError) await backOff(answer, attempts, signal);
    }
  }

  async function proveServiceIfDoubtful(signal: AbortSignal): Promise<void> {
    const { served } = answers;
    const isDoubtful = (): boolean => answers.served === served && answers.failures > 0;
    while (isDoubtful() && inFlight.size > 0 && answers.failures + 1 < limit) await Promise.race(inFlight);
    if (accepted !== undefined && isDoubtful() && answers.failures + 1 >= limit) await proveService(signal);
  }

  return {
    attempt,
    backOff,
    served: () => answers.served,
    proveService,
    proveServiceIfDoubtful,
    remember: (part) => {
      accepted = part.slice(-1);
    },
  };
}

const createBackOff =
  ({ clock, random = Math.random }: CallsOptions): CountedCalls['backOff'] =>
  async (error, attempts, signal) => {
    const { status, retryAfterSeconds: seconds } = error;
    const retryAfter = seconds === undefined ? undefined : seconds * 1000;
    const delay = retryDelay({ attempts, status, retryAfter }, defaultRetryPolicy, random());
    if (delay === undefined) throw error;
    await clock.wait(delay, signal);
  };

const ignore = (): void => {};

function returnServerError(error: unknown): GraphError {
  if (error instanceof GraphError && (error.status ?? 0) >= 500) return error;
  throw error;
}

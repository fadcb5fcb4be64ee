import type { RateLimiter } from '../../lib/graph/limits/rateLimiter';
import { uploadRequests } from '../../lib/ingestion/delivery/upload';
import type { BulkRequest } from '../../lib/scim/bulkRequests';
import type { FileHistory } from './history';

export interface SendOptions {
  rateLimiter: RateLimiter;
  /** Throws when the file is to be sent no further. */
  mayCall(): void;
  /** One call that arrives at Graph. */
  call(): Promise<void>;
  /** Requests were accepted, from one number to another. */
  onAccepted(from: number, to: number): void;
}

const request: BulkRequest = [{ line: 1, json: '' }];

async function* requestsOf(count: number): AsyncGenerator<BulkRequest> {
  for (let index = 0; index < count; index++) yield request;
}

/** Sends a file's requests that were not sent yet. @throws QuotaError */
export async function sendRest(
  file: FileHistory,
  requests: number,
  { rateLimiter, mayCall, call, onAccepted }: SendOptions,
): Promise<void> {
  const callInTurn = async (): Promise<void> => {
    mayCall();
    file.calls++;
    await call();
  };
  await uploadRequests(requestsOf(requests), {
    send: (_, signal) => rateLimiter(callInTurn, signal).then(() => []),
    from: { settled: file.settled, accepted: file.settled, acceptedRecords: 0, refused: [] },
    onProgress: async ({ settled }) => {
      onAccepted(file.settled, settled);
      file.settled = settled;
    },
    stop: new AbortController().signal,
  });
}

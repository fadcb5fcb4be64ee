import { uploadRequests } from '../../../../lib/ingestion/delivery/upload';
import type { BulkRequest } from '../../../../lib/scim/bulkRequests';

const start = { settled: 0, accepted: 0, acceptedRecords: 0, refused: [] };
const requestAt = (line: number): BulkRequest => [{ line, json: '{}' }];

test('uploadRequests() waits for what is in flight when its source fails, tells the progress, then throws', async () => {
  const events: string[] = [];
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  async function* source(): AsyncGenerator<BulkRequest> {
    for (let line = 0; line < 4; line++) yield requestAt(line);
    events.push('source failed');
    setImmediate(answer);
    throw new Error('the file is away');
  }
  const uploading = uploadRequests(source(), {
    send: async ([first]) => {
      if (first?.line !== 0) await answered;
      events.push(`answered ${first?.line}`);
      return [];
    },
    from: start,
    onProgress: async ({ settled }) => void events.push(`settled ${settled}`),
    stop: new AbortController().signal,
  });
  await expect(uploading.finally(() => events.push('thrown'))).rejects.toThrow('the file is away');
  expect(events.slice(0, 3)).toEqual(['answered 0', 'settled 1', 'source failed']);
  expect(events.filter((event) => event.startsWith('answered'))).toHaveLength(4);
  expect(events.slice(-2)).toEqual(['settled 4', 'thrown']);
});

test('uploadRequests() sends nothing when it was stopped before it began', async () => {
  let sent = 0;
  async function* source(): AsyncGenerator<BulkRequest> {
    yield requestAt(0);
  }
  const complete = await uploadRequests(source(), {
    send: async () => {
      sent++;
      return [];
    },
    from: start,
    onProgress: async () => {},
    stop: AbortSignal.abort(),
  });
  expect([complete, sent]).toEqual([false, 0]);
});

test('uploadRequests() takes a later request that is refused as a whole for settled, but not for accepted', async () => {
  const told: unknown[] = [];
  async function* source(): AsyncGenerator<BulkRequest> {
    for (let line = 0; line < 2; line++) yield requestAt(line);
  }
  const complete = await uploadRequests(source(), {
    send: async ([first]) => (first?.line === 1 ? [{ line: 1, reason: 'no' }] : []),
    from: start,
    onProgress: async (progress) => void told.push(progress),
    stop: new AbortController().signal,
  });
  expect(complete).toBe(true);
  expect(told.at(-1)).toEqual({ settled: 2, accepted: 1, acceptedRecords: 1, refused: [{ line: 1, reason: 'no' }] });
});

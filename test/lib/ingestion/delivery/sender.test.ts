import { GraphError } from '../../../../lib/errors';
import type { Progress } from '../../../../lib/ingestion/checkpoint';
import { createSender } from '../../../../lib/ingestion/delivery/sender';
import { uploadRequests } from '../../../../lib/ingestion/delivery/upload';
import type { BulkRequest } from '../../../../lib/scim/bulkRequests';

const never = new AbortController().signal;
const start = { settled: 0, accepted: 0, acceptedRecords: 0, refused: [] };
const clock = { now: () => 0, wait: () => new Promise<void>((resolve) => setImmediate(resolve)) };

/** Requests of 50 records each, whose lines count on from 0. */
const requestAt = (index: number): BulkRequest =>
  Array.from({ length: 50 }, (_, part) => ({ line: 50 * index + part, json: '{}' }));
async function* requests(count: number): AsyncGenerator<BulkRequest> {
  for (let index = 0; index < count; index++) yield requestAt(index);
}

interface Api {
  /** Whether a call is answered 500. */
  fails: (part: BulkRequest, accepted: ReadonlyMap<number, number>) => boolean;
}

/** Uploads so many requests; gives what became of each record, and how many calls it took. */
async function upload(count: number, { fails }: Api) {
  const accepted = new Map<number, number>();
  let calls = 0;
  let settled = 0;
  const post = async (part: BulkRequest, signal: AbortSignal) => {
    signal.throwIfAborted();
    calls++;
    await new Promise((resolve) => setImmediate(resolve));
    if (fails(part, accepted)) throw new GraphError('unavailable', 'no', { status: 500 });
    for (const { line } of part) accepted.set(line, (accepted.get(line) ?? 0) + 1);
    return { ok: true, status: 202, body: '' };
  };
  const rejected: number[] = [];
  const error = await uploadRequests(requests(count), {
    send: createSender({ post, clock }).send,
    from: start,
    onProgress: async (progress) => {
      settled = progress.settled;
      rejected.splice(0, rejected.length, ...progress.refused.map(({ line }) => line));
    },
    stop: never,
  }).then(
    () => undefined,
    (cause: Error & { code?: string }) => cause.code,
  );
  return { accepted, rejected, calls, settled, error };
}

const hasAny = (lines: readonly number[]) => (part: BulkRequest) => part.some(({ line }) => lines.includes(line));

test.each([
  ['in the middle', 60, [1234]],
  ['at the start of the last request', 60, [2950]],
  ['at the end of the last request', 60, [2999]],
  ['in both halves of the last request', 60, [2951, 2998]],
  ['several in one request', 60, [500, 501, 530, 549]],
  ['in two requests', 60, [10 * 50, 20 * 50 + 3]],
  ['as all of one request', 60, Array.from({ length: 50 }, (_, part) => 1000 + part)],
])('createSender() rejects a record that always gets 500 %s, and nobody else', async (_, count, poison) => {
  const { accepted, rejected, settled, error } = await upload(count, { fails: hasAny(poison) });
  expect(error).toBeUndefined();
  expect(settled).toBe(count);
  expect(rejected.sort((a, b) => a - b)).toEqual(poison);
  expect(accepted.size).toBe(50 * count - poison.length);
});

test.each([0, 1, 2, 19, 39, 59])(
  'createSender() stops when nothing but 500 comes after %i requests',
  async (served) => {
    const { rejected, calls, error } = await upload(60, { fails: (_, { size }) => size >= 50 * served });
    expect([error, rejected]).toEqual(['unavailable', []]);
    expect(calls).toBeLessThanOrEqual(served + 42); // 40 in flight
  },
);

test.each([50, 1000, 1001, 1007, 1024, 1025, 1049, 2950, 2951, 2975, 2976, 2999])(
  'createSender() rejects nobody when the ingestion queue has room for %i records',
  async (room) => {
    let queued = 0;
    const fails = (part: BulkRequest) => {
      if (queued + part.length > room) return true;
      queued += part.length;
      return false;
    };
    const { rejected, error } = await upload(60, { fails });
    expect([error, rejected]).toEqual(['unavailable', []]);
  },
);

test('createSender() sends a request again after a single 500, unchanged', async () => {
  let left = 2;
  const { accepted, calls } = await upload(1, { fails: () => left-- > 0 });
  expect([calls, Math.max(...accepted.values())]).toEqual([3, 1]);
});

test('uploadRequests() keeps what was accepted behind a request that fails', async () => {
  const told: number[][] = [];
  const sent: number[] = [];
  const options = {
    onProgress: async ({ ahead = [] }: Progress) => void told.push(ahead.map(({ index }) => index)),
    stop: never,
  };
  const send = async (request: BulkRequest) => {
    sent.push((request[0]?.line ?? 0) / 50);
    await new Promise((resolve) => setImmediate(resolve));
    if (request[0]?.line === 250) throw new GraphError('unavailable', 'no');
    return [];
  };
  await expect(uploadRequests(requests(20), { ...options, send, from: start })).rejects.toThrow();
  const ahead = told.at(-1) ?? [];
  expect(ahead).toContain(6);
  sent.length = 0;
  const from = { settled: 5, accepted: 5, acceptedRecords: 250, refused: [] };
  await uploadRequests(requests(20), {
    ...options,
    send: async (request) => {
      sent.push((request[0]?.line ?? 0) / 50);
      return [];
    },
    from: { ...from, ahead: ahead.map((index) => ({ index, records: 50, refused: [] })) },
  });
  expect(sent.filter((index) => ahead.includes(index))).toEqual([]);
  expect([...sent, ...ahead].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => index + 5));
});

import fc from 'fast-check';
import { GraphError } from '../../../../lib/errors';
import type { Progress } from '../../../../lib/ingestion/checkpoint';
import { uploadRequests } from '../../../../lib/ingestion/delivery/upload';
import type { BulkRequest } from '../../../../lib/scim/bulkRequests';

const start: Progress = { settled: 0, accepted: 0, acceptedRecords: 0, refused: [] };
const never = new AbortController().signal;

/** Requests of two records each; the lines count on. */
const requestAt = (index: number): BulkRequest => [0, 1].map((part) => ({ line: 2 * index + part, json: '{}' }));
async function* requests(count: number): AsyncGenerator<BulkRequest> {
  for (let index = 0; index < count; index++) yield requestAt(index);
}
const indexOf = (request: BulkRequest): number => (request[0]?.line ?? 0) / 2;
const refusedIn = (request: BulkRequest, refused: ReadonlySet<number>) =>
  request.filter(({ line }) => refused.has(line)).map(({ line }) => ({ line, reason: 'no' }));

test('uploadRequests() moves the prefix in order, whatever the order in which requests settle', async () => {
  const plan = fc.nat({ max: 60 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      from: fc.nat({ max: count }),
      refused: fc.uniqueArray(fc.integer({ min: 2, max: 2 * count + 2 })), // never all of the first request
    }),
  );
  await fc.assert(
    fc.asyncProperty(plan, fc.scheduler(), async ({ count, from, refused }, scheduler) => {
      const refusedLines = new Set(refused);
      const told: Progress[] = [];
      const uploaded = uploadRequests(requests(count), {
        send: (request) => scheduler.schedule(Promise.resolve(refusedIn(request, refusedLines)), 'answer'),
        from: { ...start, settled: from, accepted: from },
        onProgress: async (progress) => void told.push(progress),
        stop: never,
      });
      expect(await scheduler.waitFor(uploaded)).toBe(true);
      let before = from;
      for (const { settled, accepted, refused: known } of told) {
        expect(settled).toBeGreaterThan(before);
        before = settled;
        const lines = [];
        let whole = 0;
        for (let index = from; index < settled; index++) {
          const inRequest = refusedIn(requestAt(index), refusedLines).map(({ line }) => line);
          lines.push(...inRequest);
          if (inRequest.length < 2) whole++;
        }
        expect(known.map(({ line }) => line)).toEqual(lines);
        expect(accepted).toBe(from + whole);
      }
      expect(before).toBe(count);
    }),
    { numRuns: 60 },
  );
});

test('uploadRequests() sends the first request alone, then at most 40 at a time', async () => {
  let inFlight = 0;
  const most: number[] = [];
  await uploadRequests(requests(100), {
    send: async () => {
      most.push(++inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
      return [];
    },
    from: start,
    onProgress: async () => {},
    stop: never,
  });
  expect(most[1]).toBe(1);
  expect(Math.max(...most)).toBe(40);
});

test('uploadRequests() sends nothing that was settled before', async () => {
  const sent: number[] = [];
  const send = async (request: BulkRequest) => {
    sent.push(indexOf(request));
    return [];
  };
  await uploadRequests(requests(5), { send, from: { ...start, settled: 3 }, onProgress: async () => {}, stop: never });
  expect(sent).toEqual([3, 4]);
});

test('uploadRequests() throws what a request met, after the progress until then was told, and sends nothing more', async () => {
  const told: number[] = [];
  const sent: number[] = [];
  const send = async (request: BulkRequest) => {
    sent.push(indexOf(request));
    await new Promise((resolve) => setImmediate(resolve));
    if (indexOf(request) === 3) throw new GraphError('forbidden', 'no');
    return [];
  };
  const uploading = uploadRequests(requests(500), {
    send,
    from: start,
    onProgress: async ({ settled }) => void told.push(settled),
    stop: never,
  });
  await expect(uploading).rejects.toMatchObject({ code: 'forbidden' });
  expect(told.at(-1)).toBe(3);
  expect(sent.length).toBeLessThanOrEqual(82);
});

test('uploadRequests() throws nothing_accepted when all of the first request is refused, and only of the first', async () => {
  const sent: number[] = [];
  const refuseAt = (bad: number) => ({
    send: async (request: BulkRequest) => {
      sent.push(indexOf(request));
      return indexOf(request) === bad ? request.map(({ line }) => ({ line, reason: 'no' })) : [];
    },
    from: start,
    onProgress: async () => {},
    stop: never,
  });
  await expect(uploadRequests(requests(5), refuseAt(0))).rejects.toMatchObject({ code: 'nothing_accepted' });
  expect(sent).toEqual([0]);
  expect(await uploadRequests(requests(5), refuseAt(1))).toBe(true);
});

test('uploadRequests() says that it is not complete when it was stopped', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const complete = await uploadRequests(requests(100), {
    send: async (request, signal) => {
      if (indexOf(request) === 5) stop.abort();
      signal.throwIfAborted();
      return [];
    },
    from: start,
    onProgress: async ({ settled }) => void told.push(settled),
    stop: stop.signal,
  });
  expect(complete).toBe(false);
  expect(told.at(-1)).toBeLessThanOrEqual(5);
});

test('uploadRequests() lets a checkpoint that cannot be written out', async () => {
  const onProgress = () => Promise.reject(new Error('storage is away'));
  const uploading = uploadRequests(requests(50), { send: async () => [], from: start, onProgress, stop: never });
  await expect(uploading).rejects.toThrow('storage is away');
});

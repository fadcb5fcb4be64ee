import { bulkUpload } from '../../../../lib/graph/provisioning/bulkUpload';
import { createOperation } from '../../../../lib/scim/bulkRequests';
import { accepted, type Behaviour, type GraphServer, startGraphServer, testClient } from './graphServer';

const job = { servicePrincipalId: 'sp', jobId: 'job' };
const request = [createOperation({ schemas: [], externalId: '1', active: true }, 2)];

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(...behaviours: Behaviour[]): Promise<GraphServer> {
  server = await startGraphServer((number) => behaviours[number - 1] ?? accepted);
  return server;
}

/** Errors that would be tried again if the connection gave them. */
const reasons: readonly [string, unknown][] = [
  ['an error', new Error('the lock is lost')],
  ['what looks like a broken connection', new TypeError('fetch failed', { cause: new Error('ECONNRESET') })],
  ['a time limit', new DOMException('too late', 'TimeoutError')],
];

describe('`beforeSend` of bulkUpload()', () => {
  test('is awaited before each attempt', async () => {
    const { origin, calls } = await serve({ status: 503 }, 'reset');
    const sent: number[] = [];
    const beforeSend = async (): Promise<void> => void sent.push(calls());
    await expect(bulkUpload(testClient(origin), job, request, { beforeSend })).resolves.toEqual([]);
    expect(sent).toEqual([0, 1, 2]);
  });

  test('is awaited before both halves', async () => {
    const two = [...request, createOperation({ schemas: [], externalId: '2', active: true }, 3)];
    const { origin } = await serve({ status: 413 });
    let asked = 0;
    const beforeSend = async (): Promise<void> => void asked++;
    await bulkUpload(testClient(origin), job, two, { beforeSend });
    expect(asked).toBe(3);
  });

  test.each(reasons)('ends the request with its error: %s', async (_, reason) => {
    const { origin, calls } = await serve();
    const beforeSend = (): Promise<void> => Promise.reject(reason);
    await expect(bulkUpload(testClient(origin), job, request, { beforeSend })).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });

  test('ends a request that is tried again', async () => {
    const { origin, calls } = await serve({ status: 503 });
    const lost = new Error('the lock is lost');
    const beforeSend = async (): Promise<void> => {
      if (calls() > 0) throw lost;
    };
    await expect(bulkUpload(testClient(origin), job, request, { beforeSend })).rejects.toBe(lost);
    expect(calls()).toBe(1);
  });
});

describe('`abort` of bulkUpload()', () => {
  test.each(reasons)('ends a call that is under way with its reason: %s', async (_, reason) => {
    const abort = new AbortController();
    server = await startGraphServer((_number, { body }) => {
      if (body !== '') abort.abort(reason);
      return 'hang';
    });
    const sent = bulkUpload(testClient(server.origin), job, request, { abort: abort.signal });
    await expect(sent).rejects.toBe(reason);
    expect(server.calls()).toBe(1);
  });

  test.each(reasons)('that happened already lets no call begin: %s', async (_, reason) => {
    const { origin, calls } = await serve();
    const sent = bulkUpload(testClient(origin), job, request, { abort: AbortSignal.abort(reason) });
    await expect(sent).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });

  test('while `beforeSend` is awaited lets no call begin', async () => {
    const { origin, calls } = await serve();
    const abort = new AbortController();
    const reason = new Error('the lock is lost');
    const beforeSend = async (): Promise<void> => abort.abort(reason);
    const sent = bulkUpload(testClient(origin), job, request, { beforeSend, abort: abort.signal });
    await expect(sent).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });

  test('ends the waiting between two attempts, beside a `signal`', async () => {
    const { origin, calls } = await serve({ status: 503 });
    const abort = new AbortController();
    const reason = new Error('the lock is lost');
    const clock = {
      now: () => Date.now(),
      waits: [],
      wait: async (_: number, signal?: AbortSignal): Promise<void> => {
        abort.abort(reason);
        signal?.throwIfAborted();
      },
    };
    const { signal } = new AbortController();
    const sent = bulkUpload(testClient(origin, { clock }), job, request, { signal, abort: abort.signal });
    await expect(sent).rejects.toBe(reason);
    expect(calls()).toBe(1);
  });
});

import { GraphError } from '../../../../lib/errors';
import { bulkUpload } from '../../../../lib/graph/provisioning/bulkUpload';
import { createOperation } from '../../../../lib/scim/bulkRequests';
import { skippingClock, start } from '../clocks';
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

const inSeconds = (seconds: number): string => new Date(start + seconds * 1000).toUTCString();

async function failureOf(promise: Promise<unknown>): Promise<GraphError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphError)) throw new TypeError('no GraphError was thrown', { cause: error });
  return error;
}

describe('bulkUpload() sends a request again when', () => {
  const cases: readonly [string, Behaviour][] = [
    ['the answer is 408', { status: 408 }],
    ['the answer is 429', { status: 429 }],
    ['the answer is 500', { status: 500 }],
    ['the answer is 502', { status: 502 }],
    ['the answer is 503', { status: 503 }],
    ['the answer is 504', { status: 504 }],
    ['the connection is reset', 'reset'],
    ['the connection is destroyed after acceptance', 'drop'],
  ];
  test.each(cases)('%s', async (_, behaviour) => {
    const { origin, received, calls } = await serve(behaviour, behaviour);
    await expect(bulkUpload(testClient(origin), job, request)).resolves.toEqual([]);
    expect(calls()).toBe(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test('no answer comes until the time limit', async () => {
    const { origin, calls } = await serve('hang');
    await expect(bulkUpload(testClient(origin, { timeout: 100 }), job, request)).resolves.toEqual([]);
    expect(calls()).toBe(2);
  });
});

describe('bulkUpload() waits before it sends again', () => {
  const cases: readonly [string, Record<string, string>, number][] = [
    ['as many seconds as Retry-After says', { 'Retry-After': '7' }, 7000],
    ['until the date that Retry-After says', { 'Retry-After': inSeconds(30) }, 30_000],
    ['not at all when that date is past', { 'Retry-After': inSeconds(-30) }, 0],
    ['half of the first 500 ms when the jitter is 0.5 and no Retry-After came', {}, 250],
  ];
  test.each(cases)('%s', async (_, headers, expected) => {
    const { origin } = await serve({ status: 429, headers });
    const clock = skippingClock();
    await expect(bulkUpload(testClient(origin, { clock }), job, request)).resolves.toEqual([]);
    expect(clock.now() - start).toBe(expected);
  });

  test('longer each time, and gives up after the tenth call', async () => {
    server = await startGraphServer(() => ({ status: 503, headers: { 'request-id': 'r-1' } }));
    const clock = skippingClock();
    const error = await failureOf(bulkUpload(testClient(server.origin, { clock }), job, request));
    expect(server.calls()).toBe(10);
    expect(clock.waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(error).toMatchObject({ code: 'unavailable', transient: true, status: 503, requestId: 'r-1' });
  });
});

describe('bulkUpload() gives up with a transient GraphError when', () => {
  const cases: readonly [string, Behaviour, string, number | undefined, number][] = [
    ['throttled for ten minutes', { status: 429, headers: { 'Retry-After': '600' } }, 'throttled', 600, 1],
    [
      'throttled until a date too far',
      { status: 429, headers: { 'Retry-After': inSeconds(600) } },
      'throttled',
      600,
      1,
    ],
    ['unavailable for an hour', { status: 503, headers: { 'Retry-After': '3600' } }, 'unavailable', 3600, 1],
    ['throttled ten times', { status: 429 }, 'throttled', undefined, 10],
    ['the connection breaks ten times', 'reset', 'unreachable', undefined, 10],
  ];
  test.each(cases)('%s', async (_, behaviour, code, retryAfterSeconds, calls) => {
    server = await startGraphServer(() => behaviour);
    const error = await failureOf(bulkUpload(testClient(server.origin), job, request));
    expect({ ...error, code: error.code }).toMatchObject({ code, transient: true, retryAfterSeconds });
    expect(server.calls()).toBe(calls);
  });

  test('nobody listens', async () => {
    const { origin } = await serve();
    await server?.stop();
    server = undefined;
    const error = await failureOf(bulkUpload(testClient(origin), job, request));
    expect(error).toMatchObject({ code: 'unreachable', transient: true });
  });
});

describe('bulkUpload() and an abort signal', () => {
  const reason = new Error('stopping');

  test('begins no call when it is aborted already, and throws its reason', async () => {
    const { origin, calls } = await serve();
    const sent = bulkUpload(testClient(origin), job, request, { signal: AbortSignal.abort(reason) });
    await expect(sent).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });

  test('does not send again after it', async () => {
    const stop = new AbortController();
    server = await startGraphServer(() => {
      stop.abort(reason);
      return { status: 503 };
    });
    await expect(bulkUpload(testClient(server.origin), job, request, { signal: stop.signal })).rejects.toBe(reason);
    expect(server.calls()).toBe(1);
  });

  test('lets a call finish that has begun, since Entra may have taken it', async () => {
    const stop = new AbortController();
    server = await startGraphServer(() => {
      stop.abort(reason);
      return accepted;
    });
    await expect(bulkUpload(testClient(server.origin), job, request, { signal: stop.signal })).resolves.toEqual([]);
  });
});

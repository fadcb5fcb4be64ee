import { GraphError } from '../../../../lib/errors';
import { developmentToken } from '../../../../lib/graph/client/tokens';
import { findJob, listJobs, pauseJob, readJobState, startJob } from '../../../../lib/graph/provisioning/jobs';
import { type GraphServer, type Reply, startGraphServer, testClient } from '../client/graphServer';

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(reply: Reply): Promise<GraphServer> {
  server = await startGraphServer(() => reply);
  return server;
}

const listOf = (...ids: string[]): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ value: ids.map((id) => ({ id, templateId: 'API2AAD', status: { code: 'Active' } })) }),
});

describe('findJob()', () => {
  test('gives the only job of the provisioning app', async () => {
    const { origin, received } = await serve(listOf('API2AAD.a.b'));
    await expect(findJob(testClient(origin), 'object-id')).resolves.toBe('API2AAD.a.b');
    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/v1.0/servicePrincipals/object-id/synchronization/jobs',
        headers: { authorization: `Bearer ${developmentToken}` },
      },
    ]);
  });

  test('says so when there is none', async () => {
    const { origin } = await serve(listOf());
    const found = findJob(testClient(origin), 'object-id');
    await expect(found).rejects.toBeInstanceOf(GraphError);
    await expect(found).rejects.toMatchObject({ code: 'not_found', transient: false });
  });

  test('lists them when there are several', async () => {
    const { origin } = await serve(listOf('API2AAD.a.b', 'API2AAD.c.d', 'API2AAD.e.f'));
    const error: unknown = await findJob(testClient(origin), 'object-id').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ambiguous_job', transient: false });
    for (const id of ['API2AAD.a.b', 'API2AAD.c.d', 'API2AAD.e.f']) expect(String(error)).toContain(id);
  });

  const refusals: readonly [number, string, string][] = [
    [401, 'unauthorized', 'token'],
    [403, 'forbidden', 'Synchronization.Read.All'],
    [404, 'not_found', 'object id'],
  ];
  test.each(refusals)('fails with status %i as %s', async (status, code, words) => {
    const { origin } = await serve({ status });
    await expect(findJob(testClient(origin), 'object-id')).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(words),
    });
  });

  test('keeps an odd id inside its place in the path', async () => {
    const { origin, received } = await serve(listOf('j'));
    await findJob(testClient(origin), 'a/b?c#d%https://evil.example/');
    expect(decodeURIComponent(received[0]?.url ?? '')).toBe(
      '/v1.0/servicePrincipals/a/b?c#d%https://evil.example//synchronization/jobs',
    );
    expect(received[0]?.url.split('/')).toHaveLength(6);
  });
});

const job = { servicePrincipalId: 'app/1', jobId: 'job?1' };
const jobPath = '/v1.0/servicePrincipals/app%2F1/synchronization/jobs/job%3F1';

describe('a job is told to', () => {
  const commands = [
    ['start', startJob],
    ['pause', pauseJob],
  ] as const;
  test.each(commands)('%s at its address', async (name, command) => {
    const { origin, received } = await serve({ status: 204 });
    await command(testClient(origin), job);
    expect(received).toMatchObject([{ method: 'POST', url: `${jobPath}/${name}`, body: '' }]);
  });

  const refusals = [
    [403, 'forbidden', 'Synchronization.ReadWrite.All'],
    [404, 'not_found', 'object id'],
    [400, 'refused', 'status 400'],
  ] as const;
  const all = commands.flatMap(([name, command]) => refusals.map((refusal) => [name, command, ...refusal] as const));
  test.each(all)('%s (%p), which fails with status %i as %s', async (_, command, status, code, words) => {
    const { origin, calls } = await serve({ status });
    const told = command(testClient(origin), job);
    await expect(told).rejects.toMatchObject({ code, status, message: expect.stringContaining(words) });
    expect(calls()).toBe(1);
  });

  test('start, again after a 503', async () => {
    server = await startGraphServer((number) => ({ status: number === 1 ? 503 : 204 }));
    await startJob(testClient(server.origin), job);
    expect(server.calls()).toBe(2);
  });
});

describe('jobState()', () => {
  test.each([
    ['a code', { code: 'Active', quarantine: null }, { code: 'Active', quarantineReason: undefined }],
    [
      'a quarantine',
      { code: 'Quarantine', quarantine: { reason: 'TooManyDeletes', unknown: 1 } },
      { code: 'Quarantine', quarantineReason: 'TooManyDeletes' },
    ],
    ['a quarantine without a reason', { code: 'Quarantine', quarantine: {} }, { code: 'Quarantine' }],
    ['no status', null, { code: 'Unknown', quarantineReason: undefined }],
  ])('reads %s', async (_, status, expected) => {
    const { origin, received } = await serve({ status: 200, body: JSON.stringify({ id: 'j', status, unknown: 1 }) });
    expect(await readJobState(testClient(origin), job)).toEqual(expected);
    expect(received[0]?.url).toBe(jobPath);
  });

  test.each(['null', '[]', '{}', '{"id":7}', 'no JSON'])('says so when the answer is %p', async (body) => {
    const { origin } = await serve({ status: 200, body });
    await expect(readJobState(testClient(origin), job)).rejects.toMatchObject({ name: 'GraphError', code: 'refused' });
  });
});

describe('listJobs()', () => {
  const page = (ids: string[], next: unknown): Reply => ({
    status: 200,
    body: JSON.stringify({ value: ids.map((id) => ({ id })), '@odata.nextLink': next }),
  });

  test('reads every page at the configured host', async () => {
    const next = 'https://graph.example.invalid/v1.0/servicePrincipals/app/synchronization/jobs?$skiptoken=a%3D=+b';
    server = await startGraphServer((number) => (number === 1 ? page(['a'], next) : page(['b'], null)));
    expect(await listJobs(testClient(server.origin), 'app')).toEqual(['a', 'b']);
    expect(server.received[1]?.url).toBe(next.slice('https://graph.example.invalid'.length));
  });

  test('ends with an error when a page leads to itself', async () => {
    server = await startGraphServer(() => page(['a'], 'https://graph.example.invalid/v1.0/x'));
    await expect(listJobs(testClient(server.origin), 'app')).rejects.toMatchObject({ code: 'refused' });
    expect(server.calls()).toBe(2);
  });
});

import { GraphError } from '../../../lib/errors';
import { findJob } from '../../../lib/graph/jobs';
import { developmentToken } from '../../../lib/graph/tokens';
import { type GraphServer, type Reply, startGraphServer, testClient } from './graphServer';

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

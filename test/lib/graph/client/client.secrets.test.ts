import { inspect } from 'node:util';
import { bulkUpload } from '../../../../lib/graph/provisioning/bulkUpload';
import { findJob } from '../../../../lib/graph/provisioning/jobs';
import { createOperation } from '../../../../lib/scim/bulkRequests';
import { accepted, type Behaviour, type GraphServer, startGraphServer, testClient } from './graphServer';

const job = { servicePrincipalId: 'sp', jobId: 'job' };
const canary = 'canary-4711';
const secret = 'secret-0815';
const user = { schemas: [], externalId: canary, active: true, displayName: canary };
const request = [createOperation(user, 2), createOperation({ ...user, externalId: `${canary}b` }, 3)];
const token = async (): Promise<string> => secret;

const servers: GraphServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(behave: (number: number) => Behaviour): Promise<GraphServer> {
  const server = await startGraphServer(behave);
  servers.push(server);
  return server;
}

describe('the token goes to the configured host alone', () => {
  test.each([301, 302, 303, 307, 308])('not along a redirect with status %i', async (status) => {
    const other = await serve(() => accepted);
    const graph = await serve(() => ({ status, headers: { Location: `${other.origin}/v1.0/elsewhere` } }));
    const client = testClient(graph.origin, { token });
    await expect(bulkUpload(client, job, request)).rejects.toMatchObject({ code: 'refused', status });
    await expect(findJob(client, 'sp')).rejects.toMatchObject({ code: 'refused', status });
    expect(other.calls()).toBe(0);
    expect(graph.calls()).toBe(2);
  });

  test('not along a redirect on the same host either', async () => {
    const graph = await serve((number) => (number === 1 ? { status: 307, headers: { Location: '/other' } } : accepted));
    await expect(bulkUpload(testClient(graph.origin, { token }), job, request)).rejects.toMatchObject({ status: 307 });
    expect(graph.calls()).toBe(1);
  });

  const paths: readonly [string, (origin: string) => string][] = [
    ['an absolute https address', () => 'https://localhost:1/v1.0/me'],
    ['an absolute http address', (origin) => `${origin}/v1.0/me`],
    ['an address without a scheme', (origin) => origin.replace('http:', '')],
    ['an at sign', (origin) => `@${origin.replace('http://', '')}/`],
  ];
  test.each(paths)('not to %s given as a path', async (_, pathOf) => {
    const other = await serve(() => accepted);
    const graph = await serve(() => ({ status: 200, body: '{}' }));
    await testClient(graph.origin, { token })
      .get(pathOf(other.origin))
      .catch(() => {});
    expect(other.calls()).toBe(0);
  });
});

describe('no error tells the body, the token or a field of a record', () => {
  const quoting = JSON.stringify({ error: { code: canary, message: `${canary} ${secret}`, target: canary } });
  const behaviours: readonly [string, Behaviour][] = [
    ...[302, 401, 403, 404, 405, 408, 409, 410, 429, 500, 502, 503, 504].map((status): [string, Behaviour] => [
      `status ${status} with a body that quotes them`,
      { status, headers: { 'Content-Type': 'application/json', 'x-echo': `${canary} ${secret}` }, body: quoting },
    ]),
    ['a reset connection', 'reset'],
    ['a dropped connection', 'drop'],
    ['a hanging call', 'hang'],
  ];
  test.each(behaviours)('%s', async (_, behaviour) => {
    const { origin } = await serve(() => behaviour);
    const error: unknown = await bulkUpload(testClient(origin, { token, timeout: 50 }), job, request).then(
      () => 'none',
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    const told = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`;
    expect(told).not.toContain(canary);
    expect(told).not.toContain(secret);
  });
});

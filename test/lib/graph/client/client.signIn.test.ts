import { GraphError } from '../../../../lib/errors';
import type { TokenSource } from '../../../../lib/graph/client/authenticate';
import { bulkUpload } from '../../../../lib/graph/provisioning/bulkUpload';
import { createOperation } from '../../../../lib/scim/bulkRequests';
import { accepted, type Behaviour, type GraphServer, startGraphServer, testClient } from './graphServer';

const job = { servicePrincipalId: 'sp', jobId: 'job' };
const request = [2, 3].map((line) => createOperation({ schemas: [], externalId: String(line), active: true }, line));

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(...behaviours: Behaviour[]): Promise<GraphServer> {
  server = await startGraphServer((number) => behaviours[Math.min(number, behaviours.length) - 1] ?? accepted);
  return server;
}

type Wish = Parameters<TokenSource>[0];

function countedTokens(): { token: TokenSource; wishes: Wish[] } {
  const wishes: Wish[] = [];
  return { wishes, token: async (wish) => `token ${wishes.push(wish)}` };
}

const bearers = ({ received }: GraphServer): (string | undefined)[] =>
  received.map(({ headers }) => headers.authorization);

const refused: Behaviour = { status: 401, body: '{"error":{"code":"InvalidAuthenticationToken"}}' };

describe('a call answered 401', () => {
  test('is made again with a fresh token', async () => {
    const graph = await serve(refused, accepted);
    const { token, wishes } = countedTokens();
    await expect(bulkUpload(testClient(graph.origin, { token }), job, request)).resolves.toEqual([]);
    expect(bearers(graph)).toEqual(['Bearer token 1', 'Bearer token 2']);
    expect(wishes.map(({ fresh }) => fresh)).toEqual([false, true]);
  });

  test('is made again once, then fails as unauthorized', async () => {
    const graph = await serve(refused);
    const { token, wishes } = countedTokens();
    const sent = bulkUpload(testClient(graph.origin, { token }), job, request);
    await expect(sent).rejects.toBeInstanceOf(GraphError);
    await expect(sent).rejects.toMatchObject({ code: 'unauthorized', status: 401, transient: false });
    expect(graph.calls()).toBe(2);
    expect(wishes).toHaveLength(2);
  });

  test('hands the claims challenge on', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    const graph = await serve({ status: 401, headers: { 'WWW-Authenticate': challenge } }, accepted);
    const { token, wishes } = countedTokens();
    await bulkUpload(testClient(graph.origin, { token }), job, request);
    expect(wishes).toEqual([{ fresh: false }, { fresh: true, claims }]);
  });

  test('sends the same body again, and may be tried again after that for another reason', async () => {
    const graph = await serve(refused, { status: 503 }, accepted);
    const { token } = countedTokens();
    await expect(bulkUpload(testClient(graph.origin, { token }), job, request)).resolves.toEqual([]);
    expect(new Set(graph.received.map(({ body }) => body)).size).toBe(1);
    expect(graph.calls()).toBe(3);
  });
});

describe('a call fails at once', () => {
  const cases: readonly [number, string, readonly string[]][] = [
    [403, 'forbidden', ['SynchronizationData-User.Upload']],
    [404, 'not_found', ['object id', 'jobId']],
    [405, 'refused', ['405']],
    [409, 'refused', ['409']],
    [302, 'refused', ['302']],
  ];
  test.each(cases)('with status %i as %s, and says what to do', async (status, code, words) => {
    const graph = await serve({ status, headers: { 'request-id': 'r-1' } });
    const sent = bulkUpload(testClient(graph.origin), job, request);
    await expect(sent).rejects.toBeInstanceOf(GraphError);
    await expect(sent).rejects.toMatchObject({ code, status, requestId: 'r-1', transient: false });
    for (const word of words) await expect(sent).rejects.toThrow(word);
    expect(graph.calls()).toBe(1);
  });

  test('as sign_in_failed, which may pass, when there is no token', async () => {
    const graph = await serve(accepted);
    const failure = new GraphError('sign_in_failed', 'no access token');
    const sent = bulkUpload(testClient(graph.origin, { token: () => Promise.reject(failure) }), job, request);
    await expect(sent).rejects.toBeInstanceOf(GraphError);
    await expect(sent).rejects.toMatchObject({ code: 'sign_in_failed', transient: true });
    expect(graph.calls()).toBe(0);
  });
});

import { developmentToken } from '../../../../lib/graph/client/tokens';
import { bulkUpload } from '../../../../lib/graph/provisioning/bulkUpload';
import { createOperation, encodeBulkRequest } from '../../../../lib/scim/bulkRequests';
import { accepted, type GraphServer, type Reply, startGraphServer, testClient } from './graphServer';

const job = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: 'API2AAD.0000.2222' };
const names = ['Zoë', '李雷', '😀 "quoted" \\ \u2028', 'tab\there', '\ud800'];
const request = names.map((displayName, index) =>
  createOperation({ schemas: [], externalId: String(index), active: true, displayName }, index + 2),
);

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(reply: Reply): Promise<GraphServer> {
  server = await startGraphServer(() => reply);
  return server;
}

describe('bulkUpload()', () => {
  test("posts to the job's bulkUpload, under v1.0, as application/scim+json exactly, with the token", async () => {
    const { origin, received } = await serve(accepted);
    await bulkUpload(testClient(origin), job, request);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: `/v1.0/servicePrincipals/${job.servicePrincipalId}/synchronization/jobs/${job.jobId}/bulkUpload`,
      headers: { 'content-type': 'application/scim+json', authorization: `Bearer ${developmentToken}` },
    });
  });

  test('sends the body unchanged', async () => {
    const { origin, received } = await serve(accepted);
    await bulkUpload(testClient(origin), job, request);
    expect(received[0]?.body).toBe(Buffer.from(encodeBulkRequest(request)).toString());
    expect(received[0]?.headers['content-length']).toBe(String(Buffer.byteLength(encodeBulkRequest(request))));
  });

  test('keeps odd ids inside their places in the path', async () => {
    const { origin, received } = await serve(accepted);
    await bulkUpload(testClient(origin), { servicePrincipalId: 'a/b?c', jobId: 'd#e%2F https://f/' }, request);
    const segments = received[0]?.url.split('/').map(decodeURIComponent);
    expect(segments?.slice(2)).toEqual([
      'servicePrincipals',
      'a/b?c',
      'synchronization',
      'jobs',
      'd#e%2F https://f/',
      'bulkUpload',
    ]);
  });

  const answers: readonly [string, Reply][] = [
    ['an empty body under a JSON content type', accepted],
    ['an empty body without a content type', { status: 202 }],
    ['a body that is no JSON', { status: 202, headers: { 'Content-Type': 'application/json' }, body: '<html>' }],
    ['a Location on another host', { status: 202, headers: { Location: 'http://evil.invalid/status' } }],
    ['status 200', { status: 200 }],
    ['status 204', { status: 204 }],
  ];
  test.each(answers)('takes %s as accepted, and asks nothing more', async (_, reply) => {
    const { origin, calls } = await serve(reply);
    await expect(bulkUpload(testClient(origin), job, request)).resolves.toEqual([]);
    expect(calls()).toBe(1);
  });

  test('does not follow Location', async () => {
    const other = await serve({ status: 200 });
    const location = { status: 202, headers: { Location: `${other.origin}/status` } };
    const graph = await startGraphServer(() => location);
    try {
      await bulkUpload(testClient(graph.origin), job, request);
      expect([graph.calls(), other.calls()]).toEqual([1, 0]);
    } finally {
      await graph.stop();
    }
  });
});

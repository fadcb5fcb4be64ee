import { getSchema, putSchema } from '../../../../lib/graph/provisioning/schema';
import { defaultSchema } from '../../../../local/entra/tenant/defaultSchema';
import { type GraphServer, startGraphServer, testClient } from '../client/graphServer';

const job = { servicePrincipalId: 'app-1', jobId: 'job/1' };
const address = '/v1.0/servicePrincipals/app-1/synchronization/jobs/job%2F1/schema';

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(body: string | Buffer): Promise<GraphServer> {
  server = await startGraphServer((_, { method }) =>
    method === 'GET' ? { status: 200, body: body as string } : { status: 204 },
  );
  return server;
}

async function getAndPut(body: string): Promise<string> {
  const { origin, received } = await serve(body);
  const client = testClient(origin);
  await putSchema(client, job, await getSchema(client, job));
  expect(received).toMatchObject([
    { method: 'GET', url: address },
    { method: 'PUT', url: address, headers: { 'content-type': 'application/json' } },
  ]);
  return received[1]?.body ?? '';
}

describe('getSchema() and putSchema() give back, byte for byte,', () => {
  test.each([
    ['unknown properties, in their order', '{"zebra":null,"apple":{"unknown":[true,false]},"directories":[]}'],
    ['an integer beyond 2^53', '{"a":9007199254740993,"b":-9223372036854775808}'],
    ['a number of 40 digits', '{"a":1234567890123456789012345678901234567890}'],
    ['integers as decimals', '{"a":1.0,"b":[0.10,-0,-0.0]}'],
    ['exponents', '{"a":1e400,"b":-1E+400,"c":1e2,"d":1e-400}'],
    ['names that objects have already', '{"__proto__":{"constructor":1},"toString":"x","rawJSON":2}'],
    ['texts with all that JSON escapes', String.raw`{"a":"\"\\\n\t\u0000\ud800","b":"Zoë 😀"}`],
    ['empty things', '{"":"","a":{},"b":[]}'],
  ])('%s', async (_, schema) => {
    expect(await getAndPut(schema)).toBe(schema);
  });

  test('the schema of a job, but for its spaces', async () => {
    expect(await getAndPut(defaultSchema)).toBe(defaultSchema.replace(/\n */g, '').replaceAll('": ', '":'));
  });
});

test.each(['', 'null', '[]', '7', '"text"', '{"a":', '<html>'])('getSchema() refuses %p', async (body) => {
  const { origin } = await serve(body);
  await expect(getSchema(testClient(origin), job)).rejects.toMatchObject({
    name: 'GraphError',
    code: 'refused',
    message: expect.stringMatching(/not a synchronization schema|not JSON/),
  });
});

test.each([
  ['GET', 403, 'forbidden', 'Synchronization.Read.All'],
  ['PUT', 403, 'forbidden', 'Synchronization.ReadWrite.All'],
  ['GET', 404, 'not_found', 'object id'],
  ['PUT', 400, 'refused', 'status 400'],
])('a schema whose %s is answered %i fails as %s', async (method, status, code, words) => {
  server = await startGraphServer(() => ({ status }));
  const client = testClient(server.origin);
  const sent = method === 'GET' ? getSchema(client, job) : putSchema(client, job, {});
  await expect(sent).rejects.toMatchObject({ code, status, message: expect.stringContaining(words) });
});

import { z } from 'zod';
import { createObject, filterPath, getOrUndefined, listObjects } from '../../../../lib/graph/directory/odata';
import { type Behaviour, type GraphServer, startGraphServer, testClient } from '../client/graphServer';

const shape = z.object({ id: z.string() });
const made = { status: 201, body: '{"id":"a"}' };

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
async function serve(behave: (number: number) => Behaviour): Promise<GraphServer> {
  server = await startGraphServer(behave);
  return server;
}

const outcomes: readonly [string, Behaviour][] = [
  ['status 503', { status: 503 }],
  ['status 500', { status: 500 }],
  ['a connection that ends before the answer', 'drop'],
  ['a connection that ends at once', 'reset'],
];
test.each(outcomes)(
  'createObject() is not tried again after %s, since it may be there, and says so',
  async (_, behaviour) => {
    const { origin } = await serve(() => behaviour);
    const creating = createObject(testClient(origin), '/applications', { body: {}, shape });
    await expect(creating).rejects.toMatchObject({
      name: 'GraphError',
      message: expect.stringMatching(/[Rr]un the command again/),
    });
    expect(server?.calls()).toBe(1);
  },
);

test('createObject() is tried again after a 429, which did nothing', async () => {
  const { origin, calls } = await serve((number) => (number === 1 ? { status: 429 } : made));
  expect(await createObject(testClient(origin), '/applications', { body: {}, shape })).toEqual({ id: 'a' });
  expect(calls()).toBe(2);
});

test('createObject() gives nothing where what it belongs to does not show yet', async () => {
  const { origin } = await serve(() => ({ status: 404 }));
  const options = { body: {}, shape, notYet: [404] };
  expect(await createObject(testClient(origin), '/servicePrincipals', options)).toBeUndefined();
});

test('getOrUndefined() gives nothing for a 404, and an error for what is not as documented', async () => {
  const { origin } = await serve((number) => ({ status: number === 1 ? 404 : 200, body: '{"id":7}' }));
  expect(await getOrUndefined(testClient(origin), '/applications/a', shape)).toBeUndefined();
  await expect(getOrUndefined(testClient(origin), '/applications/a', shape)).rejects.toMatchObject({ code: 'refused' });
});

test('listObjects() reads every page', async () => {
  const next = 'https://graph.example.invalid/v1.0/applications?$skiptoken=b';
  const { origin } = await serve((number) => ({
    status: 200,
    body: JSON.stringify({
      value: [{ id: String(number) }],
      '@odata.nextLink': number < 3 ? `${next}${number}` : null,
    }),
  }));
  const all = await listObjects(testClient(origin), '/applications', z.object({ value: z.array(shape) }));
  expect(all.map(({ id }) => id)).toEqual(['1', '2', '3']);
});

test('filterPath() keeps a text within its quotes', () => {
  const path = filterPath('/applications', 'displayName', "O'Neil & sons' #1", ['id', 'appId']);
  const { searchParams } = new URL(path, 'https://graph.example.invalid');
  expect([...searchParams]).toEqual([
    ['$filter', "displayName eq 'O''Neil & sons'' #1'"],
    ['$select', 'id,appId'],
  ]);
});

test.each([
  ['GET', '/applications', /Application\.ReadWrite\.All/],
  [
    'POST',
    '/servicePrincipals/a/appRoleAssignments',
    /AppRoleAssignment\.ReadWrite\.All.*Privileged Role Administrator/,
  ],
  ['PUT', '/servicePrincipals/a/synchronization/secrets', /Synchronization\.ReadWrite\.All.*Application Administrator/],
] as const)('%s %s that is forbidden names the permission and the role', async (method, path, message) => {
  const { origin } = await serve(() => ({ status: 403 }));
  await expect(testClient(origin).send({ method, path })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringMatching(message),
  });
});

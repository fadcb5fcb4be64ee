import { uploadRules } from '../../../../local/entra/http/uploadRules';
import type { Tenant } from '../../../../local/entra/tenant/tenant';
import {
  bulk,
  type Change,
  call,
  type Json,
  operation,
  simulate,
  stopAll,
  upload,
  userSchemas,
  weakToken,
} from '../simulated';

afterEach(stopAll);

interface Case extends Change {
  status: number;
  /** What went before. */
  prepare?: (tenant: Tenant) => void;
}

const bad = (body: unknown): Case => ({ status: 400, body });
const without = (key: string, object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const changed = (change: Json): Case => bad(bulk(operation(2), { ...operation(3), ...change }));
const lacking = (key: string): Case => bad(bulk(operation(2), without(key, operation(3))));
const data = (change: Json): Case => bad(bulk(operation(2), operation(3, change)));
const times = (count: number, ago: number): number[] => Array.from({ length: count }, () => Date.now() - ago);
const many = (count: number): unknown => bulk(...Array.from({ length: count }, (_, index) => operation(index + 2)));

/** How each rule is broken; a rule that has no case here fails its test. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'POST only': ['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ status: 405, method })),
  'access token': ['', 'Bearer', 'Bearer wrong', 'Bearer constructor', 'good-token', 'Basic good-token'].map(
    (Authorization) => ({ status: 401, headers: { Authorization } }),
  ),
  permission: [{ status: 403, headers: { Authorization: `Bearer ${weakToken}` } }],
  'known job': [
    { status: 404, path: upload.replace('job-1', 'job-9') },
    { status: 404, path: upload.replace('sp-1', 'sp-9') },
    { status: 404, path: upload.replace('sp-1', 'sp-2') },
  ],
  'burst limit': [
    { status: 429, prepare: (tenant) => tenant.calls.push(...times(40, 2000)) },
    {
      status: 429,
      prepare: (tenant) => {
        tenant.limits.callsPer5Seconds = 1;
        tenant.calls.push(...times(1, 2000));
      },
    },
  ],
  'daily quota': [
    { status: 429, prepare: (tenant) => tenant.calls.push(...times(2000, 3_600_000)) },
    { status: 429, prepare: (tenant) => tenant.calls.push(...times(2000, 86_000_000)) },
  ],
  'content type': ['application/json', 'text/plain', 'application/scim+jsonx', 'application/scim'].map((type) => ({
    status: 400,
    headers: { 'Content-Type': type },
  })),
  JSON: ['', '{', '[]', 'null', '"text"', '{"schemas":[]}}'].map(bad),
  'root keys': [
    bad(without('schemas', bulk(operation(2)))),
    bad({ ...bulk(operation(2)), schemas: userSchemas }),
    bad({ ...bulk(operation(2)), schemas: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest' }),
    bad(without('Operations', bulk())),
    bad(bulk()),
    bad({ ...bulk(), Operations: operation(2) }),
    bad(without('failOnErrors', bulk(operation(2)))),
    bad({ ...bulk(operation(2)), failOnErrors: 1 }),
    bad({ ...bulk(operation(2)), extra: true }),
  ],
  'at most 50 operations': [bad(many(51)), bad(many(200))],
  'operation keys': [
    ...['method', 'path', 'bulkId', 'data'].map(lacking),
    ...['PUT', 'DELETE', 'post', null].map((method) => changed({ method })),
    ...['/users', '/Groups', 'Users', '/Users/1'].map((path) => changed({ path })),
    ...['', 3, null].map((bulkId) => changed({ bulkId })),
    ...['text', null, []].map((value) => changed({ data: value })),
    ...[null, 'text', 5, []].map((entry) => bad(bulk(operation(2), entry))),
  ],
  'unique bulkId': [bad(bulk(operation(2), operation(3), operation(2)))],
  'user schemas': [
    data({ schemas: [] }),
    data({ schemas: userSchemas.slice(0, 1) }),
    data({ schemas: userSchemas.slice(1) }),
    data({ schemas: userSchemas.join(' ') }),
    data({ schemas: null }),
  ],
  externalId: ['', null, 5].map((externalId) => data({ externalId })),
  'room in the ingestion queue': [
    { status: 500, prepare: ({ limits }) => Object.assign(limits, { queuedUsers: 1 }), body: many(2) },
    { status: 500, prepare: ({ limits }) => Object.assign(limits, { queuedUsers: 49 }), body: many(50) },
  ],
};

/** The end of the body is where the cases differ. */
const titleOf = ({ body, ...others }: Case): string => `${JSON.stringify(others)} ${JSON.stringify(body)?.slice(-130)}`;

describe.each(uploadRules.map(({ name }) => name))('the rule "%s"', (name) => {
  test('has a case here', () => {
    expect(Object.keys(cases)).toContain(name);
  });

  const told = (cases[name] ?? []).map((one): [string, Case] => [titleOf(one), one]);
  test.each(told)('refuses %s', async (_, { status, prepare, ...change }) => {
    const entra = await simulate();
    prepare?.(entra.tenant);
    const response = await call(entra, change);
    expect(response.status).toBe(status);
    expect(entra.answers).toMatchObject([{ status, rule: name }]);
    expect(await response.json()).toEqual({
      error: { code: expect.stringMatching(/./), message: expect.stringMatching(/./) },
    });
    for (const { staged } of entra.tenant.jobs) expect(staged).toEqual([]);
  });
});

test('every case here is of a rule', () => {
  expect(Object.keys(cases).toSorted()).toEqual(uploadRules.map(({ name }) => name).toSorted());
});

describe('no rule refuses', () => {
  const right: readonly [string, Change & Pick<Case, 'prepare'>][] = [
    ['one operation', {}],
    ['50 operations', { body: many(50) }],
    ['a content type with a charset', { headers: { 'Content-Type': 'application/scim+json; charset=utf-8' } }],
    ['further schemas', { body: bulk(operation(2, { schemas: [...userSchemas, 'urn:x'] })) }],
    ['the path under beta', { path: upload.replace('v1.0', 'beta') }],
    ['the 40th call in 5 seconds', { prepare: ({ calls }) => calls.push(...times(39, 2000)) }],
    ['a call after a burst that is 5 seconds old', { prepare: ({ calls }) => calls.push(...times(40, 5000)) }],
    ['the 2,000th call in 24 hours', { prepare: ({ calls }) => calls.push(...times(1999, 3_600_000)) }],
    [
      'the users who fill the queue',
      { prepare: ({ limits }) => Object.assign(limits, { queuedUsers: 50 }), body: many(50) },
    ],
    [
      'any number of users without a limit',
      { prepare: ({ limits }) => Object.assign(limits, { queuedUsers: undefined }), body: many(50) },
    ],
    ['a call after a quota of yesterday', { prepare: ({ calls }) => calls.push(...times(2000, 86_400_000)) }],
  ];
  test.each(right)('%s', async (_, { prepare, ...change }) => {
    const entra = await simulate();
    prepare?.(entra.tenant);
    expect((await call(entra, change)).status).toBe(202);
    expect(entra.answers).toEqual([expect.objectContaining({ status: 202 })]);
    expect(entra.answers[0]?.rule).toBeUndefined();
  });
});

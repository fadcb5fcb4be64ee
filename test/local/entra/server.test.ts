import { bulk, call, goodToken, operation, simulate, stopAll, tenantOf, weakToken } from './simulated';

afterEach(stopAll);

const stagedIn = ({ jobs }: ReturnType<typeof tenantOf>, index = 0) => jobs[index]?.staged;

describe('an accepted bulkUpload', () => {
  test('is answered 202 with an empty body, a JSON content type and a Location', async () => {
    const response = await call(await simulate());
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(decodeURIComponent(response.headers.get('Location') ?? '')).toContain("jobid eq 'job-1'");
  });

  test('stages the users in their order, in their job alone', async () => {
    const entra = await simulate();
    await call(entra, { body: bulk(operation(2, { title: 'a' }), operation(3)) });
    await call(entra, { body: bulk(operation(2, { title: 'b' })) });
    expect(stagedIn(entra.tenant)).toMatchObject([{ title: 'a' }, { externalId: 'e3' }, { title: 'b' }]);
    expect([stagedIn(entra.tenant, 1), stagedIn(entra.tenant, 2)]).toEqual([[], []]);
  });

  test('changes no account: a cycle does', async () => {
    const entra = await simulate();
    await call(entra);
    expect(entra.tenant.jobs[0]?.accounts.size).toBe(0);
  });
});

describe('the limits count', () => {
  test('calls as they come: the 41st in 5 seconds is refused, and not one before', async () => {
    const entra = await simulate();
    const statuses = await Promise.all(Array.from({ length: 45 }, async () => (await call(entra)).status));
    expect(statuses.toSorted()).toEqual([...Array<number>(40).fill(202), ...Array<number>(5).fill(429)]);
  });

  test('calls in a day, and the tenant over all its jobs', async () => {
    const entra = await simulate({ tenant: { ...tenantOf(), limits: { ...tenantOf().limits, callsPerDay: 2 } } });
    const second = '/v1.0/servicePrincipals/sp-2/synchronization/jobs/job-2/bulkUpload';
    const statuses = [await call(entra), await call(entra, { path: second }), await call(entra)];
    expect(statuses.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(entra.answers.at(-1)?.rule).toBe('daily quota');
  });

  test('calls with a wrong body, but none without a token', async () => {
    const entra = await simulate();
    await call(entra, { body: '{' });
    await call(entra, { headers: { Authorization: 'Bearer wrong' } });
    expect(entra.tenant.calls).toHaveLength(1);
  });
});

describe('the jobs of an app', () => {
  const get = (origin: string, path: string, token = goodToken): Promise<Response> =>
    fetch(`${origin}/v1.0/servicePrincipals/${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const job = (id: string): unknown =>
    expect.objectContaining({ id, status: expect.objectContaining({ code: 'Active' }) });

  const answers: readonly [string, unknown][] = [
    ['sp-1/synchronization/jobs', { value: [job('job-1')] }],
    ['sp-2/synchronization/jobs', { value: [job('job-2'), job('job-3')] }],
    ['sp-1/synchronization/jobs/job-1', job('job-1')],
  ];
  test.each(answers)('GET %s', async (path, expected) => {
    const { origin } = await simulate();
    const response = await get(origin, path);
    expect([response.status, await response.json()]).toEqual([200, expected]);
  });

  const refusals: readonly [string, string, number][] = [
    ['sp-9/synchronization/jobs', goodToken, 404],
    ['sp-1/synchronization/jobs/job-2', goodToken, 404],
    ['sp-1/owners', goodToken, 404],
    ['sp-1/synchronization/jobs', 'wrong', 401],
    ['sp-1/synchronization/jobs', weakToken, 403],
  ];
  test.each(refusals)('GET %s with %s is refused with status %i', async (path, token, status) => {
    const { origin } = await simulate();
    expect((await get(origin, path, token)).status).toBe(status);
  });
});

describe('a fault on purpose', () => {
  test('is a status with headers, takes nothing, and is over with the next call', async () => {
    const fault = { status: 503, headers: { 'Retry-After': '7' } };
    const entra = await simulate({ fault: (number) => (number === 1 ? fault : undefined) });
    const response = await call(entra);
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '7']);
    expect(stagedIn(entra.tenant)).toEqual([]);
    expect((await call(entra)).status).toBe(202);
    expect(entra.answers.map(({ rule, status }) => [status, rule])).toEqual([
      [503, 'fault'],
      [202, undefined],
    ]);
  });

  test('is a connection that ends before the call was taken', async () => {
    const entra = await simulate({ fault: () => 'reset' });
    await expect(call(entra)).rejects.toMatchObject({ message: 'fetch failed' });
    expect([stagedIn(entra.tenant), entra.answers]).toEqual([[], []]);
  });

  test('is a connection that ends after it', async () => {
    const entra = await simulate({ fault: () => 'drop after acceptance' });
    await expect(call(entra)).rejects.toMatchObject({ message: 'fetch failed' });
    expect(stagedIn(entra.tenant)).toHaveLength(1);
    expect(entra.answers).toMatchObject([{ status: 202, operations: 1 }]);
  });
});

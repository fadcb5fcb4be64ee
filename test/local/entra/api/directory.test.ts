import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { microsoftGraphAppId } from '../../../../local/entra/tenant/directory';
import { ask, type Json, simulate, stopAll } from '../simulated';

afterEach(stopAll);

type Simulated = Awaited<ReturnType<typeof simulate>>;

const token = 'administrator';
async function administered(): Promise<Simulated> {
  const entra = await simulate();
  entra.tenant.tokens[token] = [
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'Synchronization.ReadWrite.All',
  ];
  return entra;
}

async function call(entra: Simulated, method: string, path: string, body?: unknown): Promise<[number, Json]> {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  const response = await ask(entra, `/v1.0${path}`, { method, token, body: text });
  const answer = await response.text();
  return [response.status, answer === '' ? {} : JSON.parse(answer)];
}

const list = ([, { value }]: [number, Json]) => value as Json[];
const filter = (text: string): string => `?$filter=${encodeURIComponent(text)}`;

async function instantiated(entra: Simulated): Promise<string> {
  const name = 'API-driven provisioning to Microsoft Entra ID';
  const [template] = list(await call(entra, 'GET', `/applicationTemplates${filter(`displayName eq '${name}'`)}`));
  const path = `/applicationTemplates/${template?.id}/instantiate`;
  const [status, { servicePrincipal }] = await call(entra, 'POST', path, { displayName: 'new' });
  expect(status).toBe(201);
  return (servicePrincipal as { id: string }).id;
}

describe('an app from the gallery', () => {
  test('has a job that somebody makes, and that is not run until it is started', async () => {
    const entra = await administered();
    const id = await instantiated(entra);
    const jobs = `/servicePrincipals/${id}/synchronization/jobs`;
    expect(await call(entra, 'GET', jobs)).toEqual([200, { value: [] }]);
    const [template] = list(await call(entra, 'GET', `/servicePrincipals/${id}/synchronization/templates`));
    expect(template).toMatchObject({ id: 'API2AAD' });
    const [status, job] = await call(entra, 'POST', jobs, { templateId: 'API2AAD' });
    expect([status, job]).toMatchObject([201, { templateId: 'API2AAD', status: { code: 'NotRun' } }]);
    expect(job.id).toMatch(/^API2AAD\.0{12}4000800[0]+\.[0-9a-f-]{36}$/);
  });

  const notified = { Enabled: true, Recipients: 'a@example.com' };
  test.each([
    [notified, 'Active'],
    [{ ...notified, Recipients: '' }, 'Quarantine'],
    [{ ...notified, Enabled: false }, 'Quarantine'],
    [undefined, 'Quarantine'],
  ])('with the notification settings %j is %s after its first start', async (settings, code) => {
    const entra = await administered();
    const id = await instantiated(entra);
    const value = settings && [{ key: 'SyncNotificationSettings', value: JSON.stringify(settings) }];
    if (value)
      expect(await call(entra, 'PUT', `/servicePrincipals/${id}/synchronization/secrets`, { value })).toEqual([
        204,
        {},
      ]);
    const jobs = `/servicePrincipals/${id}/synchronization/jobs`;
    const [, job] = await call(entra, 'POST', jobs, { templateId: 'API2AAD' });
    expect((await call(entra, 'POST', `${jobs}/${job.id}/start`))[0]).toBe(204);
    expect((await call(entra, 'GET', `${jobs}/${job.id}`))[1]).toMatchObject({ status: { code } });
  });

  test('shows only after a while', async () => {
    const entra = await administered();
    entra.tenant.directoryLag = 2;
    const id = await instantiated(entra);
    const statuses = [];
    for (let asked = 0; asked < 3; asked++) statuses.push((await call(entra, 'GET', `/servicePrincipals/${id}`))[0]);
    expect(statuses).toEqual([404, 404, 200]);
  });
});

test('a PUT replaces all secrets', async () => {
  const entra = await administered();
  const path = '/servicePrincipals/sp-1/synchronization/secrets';
  expect(list(await call(entra, 'GET', path))).toMatchObject([{ key: 'SyncNotificationSettings' }]);
  const value = [{ key: 'SyncAll', value: ' é ' }];
  await call(entra, 'PUT', path, { value });
  expect(await call(entra, 'GET', path)).toEqual([200, { value }]);
});

test('a role is granted once, and only to whom the path names', async () => {
  const entra = await administered();
  const [graph] = list(await call(entra, 'GET', `/servicePrincipals${filter(`appId eq '${microsoftGraphAppId}'`)}`));
  const [role] = (graph?.appRoles ?? []) as Json[];
  const path = '/servicePrincipals/sp-1/appRoleAssignments';
  const body = { principalId: 'sp-1', resourceId: graph?.id, appRoleId: role?.id };
  const statuses = [];
  for (const wrong of [{ principalId: 'sp-2' }, { resourceId: 'sp-2' }, { appRoleId: 'x' }, {}, {}])
    statuses.push((await call(entra, 'POST', path, { ...body, ...wrong }))[0]);
  expect(statuses).toEqual([400, 400, 400, 201, 400]);
  expect(list(await call(entra, 'GET', path))).toMatchObject([body]);
  expect(list(await call(entra, 'GET', '/servicePrincipals/sp-2/appRoleAssignments'))).toEqual([]);
});

describe('a registration', () => {
  test('tells the content of its certificates to that very question alone', async () => {
    const entra = await administered();
    const credential = { keyId: 'k-1', key: 'AAEC', type: 'AsymmetricX509Cert', usage: 'Verify' };
    const [, { id }] = await call(entra, 'POST', '/applications', { displayName: 'client' });
    Object.assign(entra.tenant.applications[0] ?? {}, { keyCredentials: [credential] });
    const keys = async (query: string): Promise<unknown> =>
      ((await call(entra, 'GET', `/applications/${id}${query}`))[1].keyCredentials as Json[])[0]?.key;
    expect([await keys(''), await keys('?$select=keyCredentials')]).toEqual([null, 'AAEC']);
  });

  test('takes certificates, and loses those that are not sent along', async () => {
    const entra = await administered();
    const { cert, private: secret } = await generate([{ name: 'commonName', value: 'a' }], { algorithm: 'sha256' });
    const key = new X509Certificate(cert).raw.toString('base64');
    const own = { type: 'AsymmetricX509Cert', usage: 'Verify', key };
    const [, { id }] = await call(entra, 'POST', '/applications', { displayName: 'client' });
    const patch = async (...keyCredentials: unknown[]): Promise<number> =>
      (await call(entra, 'PATCH', `/applications/${id}`, { keyCredentials }))[0];
    expect(await patch(own)).toBe(204);
    const [present] = entra.tenant.applications[0]?.keyCredentials ?? [];
    expect(present).toMatchObject({ ...own, keyId: expect.any(String) });
    for (const wrong of [
      { ...own, usage: 'Sign' },
      { ...own, key: Buffer.from(secret).toString('base64') },
      { ...own, key: Buffer.from(`${secret}${cert}`).toString('base64') },
      { ...present, key: null },
    ])
      expect(await patch(wrong)).toBe(400);
    expect(await patch(present, own)).toBe(204);
    expect(entra.tenant.applications[0]?.keyCredentials).toHaveLength(2);
    expect(await patch()).toBe(204);
    expect(entra.tenant.applications[0]?.keyCredentials).toEqual([]);
  });

  test('has one service principal', async () => {
    const entra = await administered();
    const [, { appId }] = await call(entra, 'POST', '/applications', { displayName: 'client' });
    const [status, principal] = await call(entra, 'POST', '/servicePrincipals', { appId });
    expect([status, principal]).toMatchObject([201, { appId, appOwnerOrganizationId: entra.tenant.id }]);
    expect(principal).not.toHaveProperty('hidden');
    expect((await call(entra, 'POST', '/servicePrincipals', { appId }))[0]).toBe(409);
  });
});

const jobs = '/servicePrincipals/sp-1/synchronization/jobs';
const secrets = '/servicePrincipals/sp-1/synchronization/secrets';
const refusals: readonly [string, string, unknown, number][] = [
  ['GET', '/applicationTemplates?$filter=displayName', undefined, 400],
  ['GET', `/applicationTemplates${filter("displayName ne 'a'")}`, undefined, 400],
  ['GET', `/servicePrincipals${filter("id eq 'a'")}`, undefined, 400],
  ['GET', '/servicePrincipals?$top=5', undefined, 400],
  ['GET', '/servicePrincipals/sp-1?$select=secrets', undefined, 400],
  ['GET', '/servicePrincipals/sp-9', undefined, 404],
  ['GET', '/servicePrincipals/sp-9/appRoleAssignments', undefined, 404],
  ['GET', '/servicePrincipals/sp-9/synchronization/secrets', undefined, 404],
  ['GET', '/servicePrincipals/sp-9/synchronization/templates', undefined, 404],
  ['GET', '/applications/a', undefined, 404],
  ['POST', '/applicationTemplates/a/instantiate', { displayName: 'new' }, 404],
  ['POST', '/applicationTemplates/33333333-0000-4000-8000-000000000001/instantiate', {}, 400],
  ['POST', '/servicePrincipals', { appId: 'a' }, 400],
  ['POST', '/servicePrincipals', '{', 400],
  ['POST', '/applications', { displayName: '' }, 400],
  ['POST', '/applications', '[]', 400],
  ['PATCH', '/applications/a', { keyCredentials: [] }, 404],
  ['POST', jobs, { templateId: 'API2AD' }, 400],
  ['POST', jobs, '{', 400],
  ['PUT', secrets, '{', 400],
  ['PUT', secrets, { value: {} }, 400],
  ['PUT', secrets, { value: [{ key: 'SyncAll' }] }, 400],
  ['PUT', secrets, { value: [{ key: 7, value: '' }] }, 400],
  ['DELETE', '/servicePrincipals/sp-1', undefined, 405],
];
test.each(refusals)('%s %s with %j is refused with %i, and changes nothing', async (method, path, body, status) => {
  const entra = await administered();
  const state = (): string => JSON.stringify([entra.tenant.applications, entra.tenant.servicePrincipals]);
  const before = state();
  expect((await call(entra, method, path, body))[0]).toBe(status);
  expect([state(), entra.tenant.jobs.length]).toEqual([before, 3]);
});

const permissions: readonly [string, string, string][] = [
  ['GET', '/applicationTemplates', 'Application.Read.All'],
  ['POST', '/applicationTemplates/a/instantiate', 'Application.ReadWrite.All'],
  ['GET', '/servicePrincipals', 'Application.Read.All'],
  ['POST', '/servicePrincipals', 'Application.ReadWrite.All'],
  ['GET', '/applications', 'Application.Read.All'],
  ['POST', '/applications', 'Application.ReadWrite.All'],
  ['PATCH', '/applications/a', 'Application.ReadWrite.All'],
  ['GET', '/servicePrincipals/sp-1/appRoleAssignments', 'Application.Read.All'],
  ['POST', '/servicePrincipals/sp-1/appRoleAssignments', 'AppRoleAssignment.ReadWrite.All'],
  ['GET', '/servicePrincipals/sp-1/synchronization/templates', 'Synchronization.Read.All'],
  ['POST', jobs, 'Synchronization.ReadWrite.All'],
  ['GET', secrets, 'Synchronization.Read.All'],
  ['PUT', secrets, 'Synchronization.ReadWrite.All'],
];
test.each(permissions)('%s %s takes %s', async (method, path, permission) => {
  const entra = await administered();
  const [area = ''] = permission.split('.');
  const others = ['Application', 'AppRoleAssignment', 'Synchronization'].filter((other) => other !== area);
  const unfit =
    method === 'GET' ? ['Synchronization.Upload'] : [`${area}.Read.All`, ...others.map((other) => `${other}.Read.All`)];
  entra.tenant.tokens[token] = unfit;
  expect((await call(entra, method, path, {}))[0]).toBe(403);
  entra.tenant.tokens[token] = [permission];
  expect((await call(entra, method, path, {}))[0]).not.toBe(403);
});

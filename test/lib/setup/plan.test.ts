import { join } from 'node:path';
import { planSetup } from '../../../lib/setup/plan';
import type { DesiredSetup, Setup } from '../../../lib/setup/setup';
import { defaultSchema } from '../../../local/entra/tenant/defaultSchema';
import { createServicePrincipal } from '../../../local/entra/tenant/directory';
import { type Folder, newFolder } from '../../support/files';
import { testClient } from '../graph/client/graphServer';
import { skippingClock } from '../graph/clocks';
import { type Fresh, identityId, startFresh } from './freshTenant';

let entra: Fresh;
let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
beforeEach(async () => {
  entra = await startFresh();
});
afterEach(() => entra.stop());
afterAll(() => folder.remove());

function setupWith(wishes: Partial<DesiredSetup> = {}): Setup & { clock: ReturnType<typeof skippingClock> } {
  const clock = skippingClock();
  return {
    desired: {
      servicePrincipalId: undefined,
      jobId: undefined,
      name: 'csv2scim staff',
      onPremises: false,
      notificationEmail: 'hr-operations@example.com',
      deletionThreshold: 500,
      attributes: [],
      managedIdentity: undefined,
      certificate: undefined,
      ...wishes,
    },
    graph: testClient(entra.origin, { clock }),
    clock,
    withUploadsBlocked: (_, put) => put(),
    known: {},
  };
}

async function carryOut(setup: Setup): Promise<string[]> {
  const changes = await planSetup(setup);
  for (const { apply } of changes) await apply();
  return changes.map(({ what }) => what);
}

test('what was made is waited for, until it shows', async () => {
  entra.tenant.directoryLag = 3;
  const setup = setupWith({ certificate: { file: join(folder.path, 'lag.pem'), appName: 'client' } });
  await carryOut(setup);
  expect(setup.clock.waits).toEqual(Array(6).fill(5000));
  expect(
    await planSetup(setupWith({ certificate: { file: join(folder.path, 'lag.pem'), appName: 'client' } })),
  ).toEqual([]);
});

test('what does not show within 3 minutes ends the setup, and a further one goes on', async () => {
  entra.tenant.directoryLag = 1000;
  const setup = setupWith();
  await expect(carryOut(setup)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/the new app after 3 minutes/),
  });
  expect(setup.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBe(180_000);
  for (const principal of entra.tenant.servicePrincipals) principal.hidden = 0;
  expect(await carryOut(setupWith())).toHaveLength(3);
  expect(entra.writes.filter((write) => write.endsWith('/instantiate'))).toHaveLength(1);
});

test('an app that can have several kinds of jobs is for a person to decide on', async () => {
  const [template] = entra.tenant.applicationTemplates;
  if (template !== undefined) template.jobTemplates = ['A', 'B'];
  await expect(carryOut(setupWith())).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/\(A, B\)/),
  });
  expect(entra.tenant.jobs).toEqual([]);
});

test('a job without attributes to add keeps its schema to the byte', async () => {
  await carryOut(setupWith());
  expect(entra.tenant.jobs[0]?.schema).toBe(defaultSchema);
});

test('the schema is put only while nobody uploads', async () => {
  const held = new Error('somebody uploads');
  const setup = setupWith({ attributes: [{ name: 'urn:a:b:User:Level', type: 'Integer' }] });
  setup.withUploadsBlocked = async () => {
    throw held;
  };
  await expect(carryOut(setup)).rejects.toBe(held);
  expect(entra.tenant.jobs[0]?.schema).toBe(defaultSchema);
});

test('an app without a job gets one, and nothing else is touched', async () => {
  await carryOut(setupWith());
  entra.tenant.jobs.length = 0;
  expect(await carryOut(setupWith())).toEqual(['create its provisioning job', 'start the provisioning job']);
});

describe('roles are granted', () => {
  const roleCalled = (value: string) => {
    const role = entra.tenant.servicePrincipals.flatMap(({ appRoles }) => appRoles).find((one) => one.value === value);
    if (role === undefined) throw new Error('there is no such role');
    return role;
  };
  test.each([
    [
      'whose id is another than documented',
      { id: 'another' },
      /ProvisioningLog\.Read\.All .*has the id another, but 0919/,
    ],
    ['that Graph does not know', { value: 'Other' }, /ProvisioningLog\.Read\.All .*does not exist/],
  ])('never when there is one %s', async (_, changes, message) => {
    Object.assign(roleCalled('ProvisioningLog.Read.All'), changes);
    const planned = planSetup(setupWith({ managedIdentity: identityId }));
    await expect(planned).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(message) });
    expect(entra.writes).toEqual([]);
  });

  test('to nobody who is not there', async () => {
    const planned = planSetup(setupWith({ managedIdentity: '44444444-0000-4000-8000-00000000000f' }));
    await expect(planned).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/not its client id/),
    });
  });
});

describe('the registration of a certificate', () => {
  const certificate = () => ({ file: join(folder.path, 'client.pem'), appName: 'client' });
  const registered = async (): Promise<void> => {
    await carryOut(setupWith({ certificate: certificate() }));
    entra.writes.length = 0;
  };

  test('gets the service principal that it lacks', async () => {
    await registered();
    const { servicePrincipals } = entra.tenant;
    entra.tenant.servicePrincipals = servicePrincipals.filter(({ displayName }) => displayName !== 'client');
    expect(await carryOut(setupWith({ certificate: certificate() }))).toEqual([
      'register the application "client"',
      expect.stringMatching(/^grant the application "client"/),
    ]);
    expect(entra.tenant.applications.filter(({ displayName }) => displayName === 'client')).toHaveLength(1);
  });

  test('is listed when there are several', async () => {
    await registered();
    const [found] = entra.tenant.applications.filter(({ displayName }) => displayName === 'client');
    if (found !== undefined) entra.tenant.applications.push({ ...found, id: 'other', appId: 'other-app' });
    await expect(planSetup(setupWith({ certificate: certificate() }))).rejects.toMatchObject({
      message: expect.stringContaining(`${found?.appId}, other-app`),
    });
  });

  test('keeps certificates that Graph does not give back', async () => {
    await registered();
    const client = entra.tenant.applications.find(({ displayName }) => displayName === 'client');
    Object.assign(client ?? {}, { keyCredentials: [{ keyId: 'k', key: null }] });
    await expect(carryOut(setupWith({ certificate: certificate() }))).rejects.toMatchObject({
      message: expect.stringMatching(/would delete them/),
    });
    expect([client?.keyCredentials, entra.writes]).toEqual([[{ keyId: 'k', key: null }], []]);
  });
});

test('an app of the same name that comes from elsewhere is not taken', async () => {
  entra.tenant.servicePrincipals.push(createServicePrincipal({ id: 'other', displayName: 'csv2scim staff' }));
  const setup = setupWith();
  await carryOut(setup);
  expect(setup.known.servicePrincipalId).not.toBe('other');
});

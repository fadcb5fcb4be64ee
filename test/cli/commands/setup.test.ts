import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { administrator, type Fresh, identityId, startFresh } from '../../lib/setup/freshTenant';
import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { csvOf, type Folder, mapping, newFolder, people } from '../../support/files';

const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const email = 'hr-operations@example.com';
const feed = {
  provisioningJob: { servicePrincipalId: '%STAFF_APP%', jobId: '%STAFF_JOB%' },
  attributes: {
    ...(mapping().attributes as object),
    [urn]: { HireDate: { column: 'JobTitle', type: 'dateTime' }, Onsite: { column: 'Status', equals: 'Active' } },
  },
  extension: { schema: urn, columns: ['UserID'] },
};

let folder: Folder;
let entra: Fresh;
let mappingFile: string;
let pem: string;
/** The whole of it, done once. */
let first: Ran;
beforeAll(async () => {
  folder = await newFolder();
  entra = await startFresh();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping('staff', feed)));
  pem = join(folder.path, 'client.pem');
  first = await run('--yes');
});
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

const run = (...args: string[]): Promise<Ran> =>
  csv2scim(
    [
      ...['setup', '--mapping', mappingFile, '--notification-email', email],
      ...['--managed-identity', identityId, '--certificate', pem, ...args],
    ],
    { GRAPH_ENDPOINT: entra.origin },
  );

const app = () => {
  const found = entra.tenant.servicePrincipals.find(({ displayName }) => displayName === 'csv2scim staff');
  if (found === undefined) throw new Error('there is no provisioning app');
  return found;
};
const job = () => {
  const [found] = entra.tenant.jobs;
  if (found === undefined) throw new Error('there is no job');
  return found;
};
const client = () => {
  const found = entra.tenant.applications.find(({ displayName }) => displayName === 'csv2scim client');
  if (found === undefined) throw new Error('there is no client');
  return found;
};
const clientPrincipal = () => entra.tenant.servicePrincipals.find(({ appId }) => appId === client().appId);

/** The names of the roles that an identity has. */
function rolesOf(principal: string | undefined): string[] {
  const roles = entra.tenant.servicePrincipals.flatMap(({ appRoles }) => appRoles);
  return entra.tenant.appRoleAssignments
    .filter(({ principalId }) => principalId === principal)
    .map(({ appRoleId }) => roles.find(({ id }) => id === appRoleId)?.value ?? '');
}

const allRoles = ['SynchronizationData-User.Upload', 'ProvisioningLog.Read.All', 'Synchronization.Read.All'];
const settings = (others: object = {}) => {
  const feeds = JSON.stringify({ ...others, staff: { servicePrincipalId: app().id, jobId: job().id } });
  return [`STAFF_APP=${app().id}`, `STAFF_JOB=${job().id}`, `FEEDS=${feeds}`, `azd env set FEEDS '${feeds}'`];
};
const feedsNote = expect.stringMatching(/^note: FEEDS is not set here\..* add this entry to them/);
const words = () =>
  `--auth certificate --client-id ${client().appId} --tenant-id ${entra.tenant.id} --certificate ${pem}`;

describe('`setup` of a tenant in which there is nothing', () => {
  test('shows the plan, carries it out, and tells the app settings and how to sign in', () => {
    const plan = [
      'add the enterprise application "csv2scim staff" from the gallery ("API-driven provisioning to Microsoft Entra ID")',
      'create its provisioning job',
      `send notifications to ${email}, and stop at 500 accidental deletions`,
      `add to the job's schema: ${urn}:UserID (String), ${urn}:HireDate (DateTime), ${urn}:Onsite (Boolean)`,
      `grant the managed identity ${identityId} in Microsoft Graph: ${allRoles.join(', ')}`,
      `create a certificate for one year, with its key, as ${pem}`,
      'register the application "csv2scim client"',
      'add the certificate to "csv2scim client"',
      `grant the application "csv2scim client" in Microsoft Graph: ${allRoles.join(', ')}`,
      'start the provisioning job',
    ];
    expect(linesOf(first.stdout)).toEqual([
      'API-driven provisioning of the feed staff, enterprise application "csv2scim staff" in Microsoft Entra:',
      ...plan.map((what) => `- ${what}`),
      ...plan.map((what) => `done: ${what}`),
      ...settings(),
      words(),
    ]);
    expect([first.code, linesOf(first.stderr)]).toEqual([
      0,
      [expect.stringMatching(/^note: HrStorage is not set/), feedsNote],
    ]);
  });

  test('ends with everything in place', () => {
    expect(JSON.parse(app().secrets.find(({ key }) => key === 'SyncNotificationSettings')?.value ?? '')).toEqual({
      Enabled: true,
      Recipients: email,
      DeleteThresholdEnabled: true,
      DeleteThresholdValue: 500,
    });
    expect(job()).toMatchObject({ servicePrincipalId: app().id, status: 'Active', quarantine: null });
    for (const name of ['UserID', 'HireDate', 'Onsite']) expect(job().schema).toContain(`"${urn}:${name}"`);
    expect(rolesOf(identityId)).toEqual(allRoles);
    expect(rolesOf(clientPrincipal()?.id)).toEqual(allRoles);
    expect(client().keyCredentials).toHaveLength(1);
  });

  test('keeps the private key to a file that its owner alone can read', () => {
    const text = readFileSync(pem, 'utf8');
    const key = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/.exec(text)?.[1]?.split('\n') ?? [];
    expect(key.length).toBeGreaterThan(20);
    for (const line of key.filter((line) => line !== '')) expect(first.stdout + first.stderr).not.toContain(line);
    expect(first.stdout + first.stderr).not.toContain('PRIVATE KEY');
    expect(statSync(pem).mode & 0o777).toBe(0o600);
    expect(text).toContain(client().keyCredentials[0]?.key.slice(0, 40));
  });

  test('is followed by one that finds nothing to do, and changes nothing', async () => {
    const before = entra.state();
    entra.writes.length = 0;
    const { code, stdout, stderr } = await run(); // without --yes, since there is nothing to ask
    expect([code, linesOf(stderr), linesOf(stdout)]).toEqual([
      0,
      [feedsNote],
      [
        'API-driven provisioning of the feed staff, enterprise application "csv2scim staff" in Microsoft Entra: nothing to do',
        ...settings(),
        words(),
      ],
    ]);
    expect([entra.writes, entra.state()]).toEqual([[], before]);
  });

  test('lets a file be sent, with the app settings that it told', async () => {
    entra.permit(['SynchronizationData-User.Upload']);
    const dated = people(3).map((record) => [...record.slice(0, -1), '2026-01-01']);
    const csv = await folder.write('people.csv', csvOf(dated));
    const told = Object.fromEntries(settings().map((line) => line.split('=')));
    const sent = await csv2scim(['send', csv, '--mapping', mappingFile], { GRAPH_ENDPOINT: entra.origin, ...told });
    expect([sent.code, linesOf(sent.stdout).at(-1)]).toEqual([0, expect.stringMatching(/^accepted: 3 of 3/)]);
    expect(entra.runCycles()).toBe(3);
    expect([...job().accounts.keys()]).toEqual(['w1', 'w2', 'w3']);
    entra.permit(administrator);
  });
});

describe('`setup` mends just what differs:', () => {
  const schemaWithout = (name: string): string => {
    const schema = JSON.parse(job().schema);
    for (const { objects } of schema.directories)
      for (const object of objects)
        object.attributes = object.attributes.filter((one: { name: string }) => one.name !== `${urn}:${name}`);
    return JSON.stringify(schema);
  };
  const withdraw = (principal: string | undefined, role: string): void => {
    const id = entra.tenant.servicePrincipals
      .flatMap(({ appRoles }) => appRoles)
      .find(({ value }) => value === role)?.id;
    entra.tenant.appRoleAssignments = entra.tenant.appRoleAssignments.filter(
      ({ principalId, appRoleId }) => principalId !== principal || appRoleId !== id,
    );
  };
  const changes: readonly [string, () => void, string, RegExp][] = [
    [
      'the notification e-mail',
      () => {
        for (const secret of app().secrets) secret.value = secret.value?.replace(email, 'nobody@example.com') ?? null;
      },
      `send notifications to ${email} (now nobody@example.com), and stop at 500 accidental deletions`,
      /^PUT .*\/secrets$/,
    ],
    [
      'one attribute of the schema',
      () => {
        job().schema = schemaWithout('Onsite');
      },
      `add to the job's schema: ${urn}:Onsite (Boolean)`,
      /^PUT .*\/schema$/,
    ],
    [
      'one role of the managed identity',
      () => withdraw(identityId, 'ProvisioningLog.Read.All'),
      `grant the managed identity ${identityId} in Microsoft Graph: ProvisioningLog.Read.All`,
      /^POST .*\/appRoleAssignments$/,
    ],
    [
      'the certificate of the client',
      () => {
        client().keyCredentials = [];
      },
      'add the certificate to "csv2scim client"',
      /^PATCH \/applications\//,
    ],
    [
      'a job that is paused',
      () => {
        job().status = 'Paused';
      },
      'start the provisioning job',
      /\/start$/,
    ],
  ];
  const stateWithoutIds = (): string => {
    const { applications, servicePrincipals, appRoleAssignments, jobs } = entra.tenant;
    const keys = applications.map(({ keyCredentials }) => keyCredentials.map(({ key }) => key));
    const granted = appRoleAssignments.map(({ principalId, appRoleId }) => `${principalId} ${appRoleId}`).sort();
    return JSON.stringify([keys, servicePrincipals, granted, jobs.map(({ status }) => status)]);
  };
  test.each(changes)('%s', async (_, differ, what, write) => {
    const before = stateWithoutIds();
    differ();
    entra.writes.length = 0;
    const { code, stdout } = await run('--yes');
    expect(linesOf(stdout).slice(1)).toEqual([`- ${what}`, `done: ${what}`, ...settings(), words()]);
    expect([code, entra.writes, stateWithoutIds()]).toEqual([0, [expect.stringMatching(write)], before]);
    expect(job().schema).toContain(`${urn}:Onsite`);
  });

  test('other secrets, settings, attributes and certificates survive to the byte', async () => {
    const others = { key: 'SyncAll', value: ' {"a": 1.0}  ' };
    const notification = {
      key: 'SyncNotificationSettings',
      value: '{"Enabled":true,"Recipients":"x@example.com","HumanResources":"Zoë"}',
    };
    app().secrets = [others, notification];
    const older = {
      keyId: 'k-1',
      key: 'AAEC',
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      customKeyIdentifier: 'QUJD',
    };
    client().keyCredentials = [older];
    const before = schemaWithout('Onsite');
    job().schema = before.replace('{', '{"unknown":9223372036854775807,');
    expect((await run('--yes', '--deletion-threshold', '50')).code).toBe(0);
    expect(app().secrets[0]).toEqual(others);
    expect(JSON.parse(app().secrets[1]?.value ?? '')).toEqual({
      Enabled: true,
      Recipients: email,
      HumanResources: 'Zoë',
      DeleteThresholdEnabled: true,
      DeleteThresholdValue: 50,
    });
    expect(JSON.stringify(client().keyCredentials[0])).toBe(JSON.stringify(older));
    expect(client().keyCredentials).toHaveLength(2);
    const added = new RegExp(`,\\{"anchor":false,[^{}]*"${urn}:Onsite"[^{}]*\\}`);
    expect(job().schema.replace(added, '')).toBe(before.replace('{', '{"unknown":9223372036854775807,'));
  });
});

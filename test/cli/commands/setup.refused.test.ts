import { createServicePrincipal } from '../../../local/entra/tenant/directory';
import { createQuarantine } from '../../../local/entra/tenant/quarantine';
import { createJob } from '../../../local/entra/tenant/tenant';
import { administrator, type Fresh, identityId, startFresh } from '../../lib/setup/freshTenant';
import { csv2scim, csv2scimUnread, linesOf, type Ran } from '../../support/cli';
import { type Folder, mapping, newFolder } from '../../support/files';

const email = 'hr-operations@example.com';
let folder: Folder;
let entra: Fresh;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write(
    'mapping.json',
    JSON.stringify(mapping('staff', { provisioningJob: { servicePrincipalId: '%STAFF_APP%', jobId: '%STAFF_JOB%' } })),
  );
});
beforeEach(async () => {
  entra = await startFresh();
});
afterEach(() => entra.stop());
afterAll(() => folder.remove());

const argsOf = (...args: string[]): string[] => [
  ...['setup', '--mapping', mappingFile, '--notification-email', email, ...args],
];
const run = (args: string[], settings: Record<string, string> = {}): Promise<Ran> =>
  csv2scim(argsOf(...args), { GRAPH_ENDPOINT: entra.origin, ...settings });

/** A provisioning app that somebody added from the gallery, with jobs. */
function addApp(id: string, ...jobIds: string[]): void {
  const applicationTemplateId = entra.tenant.applicationTemplates[0]?.id ?? null;
  entra.tenant.servicePrincipals.push(
    createServicePrincipal({ id, displayName: 'csv2scim staff', applicationTemplateId }),
  );
  entra.tenant.jobs.push(...jobIds.map((jobId) => createJob(jobId, id)));
}
const secretsOf = (id: string) => entra.tenant.servicePrincipals.find((one) => one.id === id)?.secrets ?? [];

test('`setup` without --yes and without a terminal shows the plan, changes nothing, and ends with 2', async () => {
  const before = entra.state();
  const { code, stdout, stderr } = await run([]);
  expect([code, linesOf(stderr)]).toEqual([2, [expect.stringMatching(/^--yes: .*Nothing was changed$/)]]);
  expect(linesOf(stdout).slice(1)).toEqual([
    expect.stringMatching(/^- add the enterprise application "csv2scim staff"/),
    '- create its provisioning job',
    expect.stringMatching(/^- send notifications to/),
    '- start the provisioning job',
  ]);
  expect([entra.writes, entra.state()]).toEqual([[], before]);
});

test.each([
  ['y', 0, 'Active', /Do this\?/],
  ['', 2, undefined, /nothing was changed/],
])('`setup` on a terminal asks; the answer %p ends with %i', async (answer, code, status, said) => {
  const ran = await csv2scim(argsOf(), { GRAPH_ENDPOINT: entra.origin }, { answer: `${answer}\n` });
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(said);
  expect(entra.tenant.jobs.map((job) => job.status)).toEqual(status === undefined ? [] : [status]);
});

test('`setup` on a terminal that gives no answer changes nothing', async () => {
  const NODE_OPTIONS = '--import=data:text/javascript,process.stdin.isTTY=true';
  expect(await csv2scimUnread(argsOf(), { GRAPH_ENDPOINT: entra.origin, NODE_OPTIONS })).toBe(2);
  expect(entra.writes).toEqual([]);
});

test.each([
  ['Application.ReadWrite.All', /lacks the permission Application\.ReadWrite\.All.*Application Administrator/, 0],
  ['AppRoleAssignment.ReadWrite.All', /AppRoleAssignment\.ReadWrite\.All.*Privileged Role Administrator/, 4],
  ['Synchronization.ReadWrite.All', /lacks the permission Synchronization\.Read/, 1],
])('`setup` without %s says so, ends with 5, and goes on when it is there', async (permission, problem, writes) => {
  entra.permit(administrator.filter((granted) => granted !== permission));
  const args = ['--yes', '--managed-identity', identityId];
  const { code, stderr } = await run(args);
  const note = expect.stringContaining(administrator.join(', '));
  expect([code, linesOf(stderr).slice(-2)]).toEqual([5, [note, expect.stringMatching(problem)]]);
  expect(stderr).toMatch(/status 403/);
  expect(entra.writes.length).toBeGreaterThanOrEqual(writes);
  entra.permit(administrator);
  expect((await run(args)).code).toBe(0);
  expect(entra.tenant.servicePrincipals.filter(({ displayName }) => displayName === 'csv2scim staff')).toHaveLength(1);
  expect(entra.tenant.jobs.map(({ status }) => status)).toEqual(['Active']);
});

test.each<[string, () => void, Record<string, string>, RegExp]>([
  [
    'several apps of its name',
    () => {
      addApp('app-1');
      addApp('app-2');
    },
    {},
    /several provisioning apps .*: app-1, app-2/,
  ],
  ['an app with several jobs', () => addApp('app-1', 'job-1', 'job-2'), {}, /several jobs.*: job-1, job-2/],
  [
    'an app that is not there',
    () => addApp('app-1'),
    { STAFF_APP: 'app-9' },
    /^provisioningJob\.servicePrincipalId: .*app-9.*not its application id/,
  ],
  [
    'a job that is not there',
    () => addApp('app-1', 'job-1'),
    { STAFF_APP: 'app-1', STAFF_JOB: 'job-9' },
    /no such provisioning job/,
  ],
  [
    'a gallery without the app',
    () => {
      entra.tenant.applicationTemplates = [];
    },
    {},
    /neither "API-driven provisioning to Microsoft Entra ID" nor "API-driven Inbound User Provisioning to Azure AD"/,
  ],
  [
    'secrets that Graph keeps to itself',
    () => {
      addApp('app-1', 'job-1');
      secretsOf('app-1').push({ key: 'SecretToken', value: '*' }, { key: 'BaseAddress', value: null });
    },
    {},
    /SecretToken, BaseAddress.*portal/,
  ],
])('`setup` ends with 5 for %s, with nothing changed', async (_, plant, settings, problem) => {
  plant();
  const before = entra.state();
  const { code, stdout, stderr } = await run(['--yes'], settings);
  expect([code, stdout, linesOf(stderr)]).toEqual([5, '', [expect.stringMatching(problem)]]);
  expect([entra.writes, entra.state()]).toEqual([[], before]);
});

const feedsNote = expect.stringMatching(/^note: FEEDS is not set here\./);

test('`setup` leaves a quarantine alone, and points to doctor', async () => {
  addApp('app-1', 'job-1');
  Object.assign(entra.tenant.jobs[0] ?? {}, {
    status: 'Quarantine',
    quarantine: createQuarantine('TooManyDeletes', 0),
  });
  const { code, stdout, stderr } = await run(['--yes'], { STAFF_APP: 'app-1' });
  expect([code, linesOf(stderr)]).toEqual([
    0,
    [expect.stringMatching(/quarantine \(TooManyDeletes\).*csv2scim doctor/), feedsNote],
  ]);
  expect(linesOf(stdout)).toContain('STAFF_JOB=job-1');
  expect(entra.tenant.jobs[0]?.status).toBe('Quarantine');
  expect(entra.writes).toEqual(['PUT /servicePrincipals/app-1/synchronization/secrets']);
});

test('`setup` finds the app by the name that the gallery gave its template before', async () => {
  const [template] = entra.tenant.applicationTemplates;
  if (template !== undefined) template.displayName = 'API-driven Inbound User Provisioning to Azure AD';
  addApp('app-1', 'job-1');
  entra.tenant.servicePrincipals.push(createServicePrincipal({ displayName: 'csv2scim staff' })); // of no template
  const { code, stdout } = await run(['--yes']);
  expect([code, linesOf(stdout).slice(-4, -2)]).toEqual([0, ['STAFF_APP=app-1', 'STAFF_JOB=job-1']]);
});

test('`setup --on-premises --name` adds the app for Active Directory by that name', async () => {
  const { code, stdout } = await run(['--yes', '--on-premises', '--name', "HR's people"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/"HR's people".*on-premises Active Directory/)]);
  expect(entra.tenant.jobs.map(({ id }) => id)).toEqual([expect.stringMatching(/^API2AD\./)]);
  expect((await run(['--on-premises', '--name', "HR's people"])).stdout).toMatch(/nothing to do/);
});

test.each([
  ['no e-mail address', ['--notification-email', 'nobody'], /e-mail/],
  ['a threshold of nothing', ['--deletion-threshold', '0'], /whole number/],
  ['a managed identity by its name', ['--managed-identity', 'func-csv2scim'], /object id/],
  ['a way to sign in that a person does not take', ['--auth', 'managed-identity'], /azure-cli/],
])('`setup` with %s ends with 2, and asks Graph nothing', async (_, args, problem) => {
  const { code, stderr } = await run([...args, '--yes']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
  expect(entra.calls()).toBe(0);
});

test('`setup` of a mapping that sends all columns needs a file with its header', async () => {
  const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
  const all = await folder.write(
    'all.json',
    JSON.stringify(mapping('staff', { provisioningJob: {}, extension: { schema: urn, columns: '*' } })),
  );
  const missing = await run(['--yes', '--mapping', all]);
  expect([missing.code, linesOf(missing.stderr)]).toEqual([2, [expect.stringMatching(/^--csv: /)]]);
  const csv = await folder.write('header.csv', 'WorkerID;Größe\n');
  const { code, stdout } = await run(['--yes', '--mapping', all, '--csv', csv]);
  expect([code, linesOf(stdout)[4]]).toEqual([
    0,
    `- add to the job's schema: ${urn}:WorkerID (String), ${urn}:Größe (String)`,
  ]);
  expect(linesOf(stdout).slice(-4)[0]).toMatch(/^provisioningJob\.servicePrincipalId=/);
});

test('`setup` signs in by Azure CLI, and says so when nobody is signed in there', async () => {
  const { code, stderr } = await csv2scim(argsOf('--auth', 'azure-cli'), { PATH: folder.path });
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/no access token/)]]);
});

test('`send` does not sign in by Azure CLI, whose tokens lack the permission', async () => {
  const { code, stderr } = await csv2scim(['send', 'a.csv', '--mapping', mappingFile, '--auth', 'azure-cli']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/azure-cli/)]);
});

test('`setup` adds the feed to those of FEEDS, and changes nothing when FEEDS is wrong', async () => {
  addApp('app-1', 'job-1');
  const others = { employees: { servicePrincipalId: 'app-2', jobId: 'job-2' } };
  const { code, stdout, stderr } = await run(['--yes'], { FEEDS: JSON.stringify(others) });
  const feeds = JSON.stringify({ ...others, staff: { servicePrincipalId: 'app-1', jobId: 'job-1' } });
  expect([code, stderr]).toEqual([0, '']);
  expect(linesOf(stdout).slice(-2)).toEqual([`FEEDS=${feeds}`, `azd env set FEEDS '${feeds}'`]);
  entra.writes.length = 0;
  const wrong = await run(['--yes'], { FEEDS: '{' });
  expect([wrong.code, wrong.stdout, entra.writes]).toEqual([2, '', []]);
  expect(wrong.stderr).toMatch(/^FEEDS: is not JSON\./);
});

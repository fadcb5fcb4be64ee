import { parse } from 'csv-parse/sync';
import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { jobId, permissions, servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';
import { entryOf, errorOf, timeAt } from '../../support/logEntries';

let entra: TestEntra;
let folder: Folder;
beforeAll(async () => {
  entra = await startTestEntra();
  folder = await newFolder();
});
beforeEach(() => {
  entra.forget();
  entra.permit(permissions);
});
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

const logs = (...args: string[]): Promise<Ran> =>
  csv2scim(['logs', '--service-principal-id', servicePrincipalId, ...args], { GRAPH_ENDPOINT: entra.origin });

async function jsonOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await logs('--json', ...args);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

const hour = 3_600_000;

/** Three cycles: two people created; one of them updated, and one failed; one disabled. */
function fillLog(): void {
  const error = errorOf({ additionalDetails: 'more' });
  const modified = [{ displayName: 'jobTitle', oldValue: 'Clerk', newValue: 'Chief' }];
  entra.tenant.log = [
    entryOf({ at: 0, cycleId: 'c1', changeId: 'k1', sourceId: 'w1', name: 'Zoë Lang' }),
    entryOf({ at: 1000, cycleId: 'c1', changeId: 'k2', sourceId: 'w2', name: 'Bob Short' }),
    entryOf({ at: hour, cycleId: 'c2', changeId: 'k3', sourceId: 'w1', name: 'Zoë Lang', action: 'update', modified }),
    entryOf({
      at: hour + 2500,
      cycleId: 'c2',
      changeId: 'k4',
      sourceId: 'w3',
      name: 'Al',
      targetId: '',
      status: 'failure',
      error,
    }),
    entryOf({ at: 2 * hour, cycleId: 'c3', changeId: 'k5', sourceId: 'w2', name: 'Bob Short', action: 'disable' }),
    entryOf({ jobId: 'job-of-others', at: 3 * hour, cycleId: 'c9', name: 'Nobody of ours' }),
  ];
}

test('`logs` prints the last cycle as a table, and a line for each change', async () => {
  fillLog();
  entra.tenant.log = entra.tenant.log.filter(({ cycleId }) => cycleId !== 'c3');
  const { code, stdout, stderr } = await logs();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([
    'Cycle:    c2',
    `Timespan: ${timeAt(hour)} - ${timeAt(hour + 2500)} (3 s)`,
    'Changes:  2',
    'Users:    2',
    '',
    'Action        Success  Failure  Skipped  Warning  Total',
    '------------  -------  -------  -------  -------  -----',
    'create              0        1        0        0      1',
    'update              1        0        0        0      1',
    'delete              0        0        0        0      0',
    'disable             0        0        0        0      0',
    'stagedDelete        0        0        0        0      0',
    'other               0        0        0        0      0',
    '',
    'Source id  Target id  Display name  Actions  Statuses  Time',
    '---------  ---------  ------------  -------  --------  ------------------------',
    `w3                    Al            create   failure   ${timeAt(hour + 2500)}`,
    `w1         t1         Zoë Lang      update   success   ${timeAt(hour)}`,
    '',
    '',
  ]);
});

test.each([
  [[], ['c3']],
  [
    ['--cycles', '2'],
    ['c3', 'c2'],
  ],
  [
    ['--cycles', '3', '--job-id', jobId],
    ['c3', 'c2', 'c1'],
  ],
  [
    ['--cycles', '999999'],
    ['c3', 'c2', 'c1'],
  ],
])('`logs` with %j tells %j, newest first, as a table and as JSON', async (args, cycles) => {
  fillLog();
  const [statistics, { stdout }] = await Promise.all([jsonOf(...args), logs(...args)]);
  expect([...stdout.matchAll(/^Cycle: {4}(.*)$/gm)].map(([, id]) => id)).toEqual(cycles);
  expect(statistics.map(({ cycleId }) => cycleId)).toEqual(cycles);
  expect(stdout).not.toContain('Nobody of ours');
});

test("`logs --json` prints the contract's shape, its keys in order", async () => {
  fillLog();
  const none = { success: 0, failure: 0, skipped: 0, warning: 0 };
  const expected = {
    cycleId: 'c2',
    jobId,
    startDateTime: timeAt(hour),
    endDateTime: timeAt(hour + 2500),
    changes: 2,
    users: 2,
    actions: {
      create: { ...none, failure: 1 },
      update: { ...none, success: 1 },
      delete: none,
      disable: none,
      stagedDelete: none,
      other: none,
    },
  };
  const [, second] = await jsonOf('--cycles', '2');
  expect(JSON.stringify(second)).toBe(JSON.stringify(expected));
});

test("`logs --json --source-id` prints the person's records, the contract's keys in order", async () => {
  fillLog();
  const expected = {
    changeId: 'k4',
    cycleId: 'c2',
    sourceId: 'w3',
    targetId: '',
    displayName: 'Al',
    actions: ['create'],
    statuses: ['failure'],
    activityDateTime: timeAt(hour + 2500),
    modifiedProperties: [],
    errors: [
      {
        errorCode: 'AttributeNotUnique',
        errorCategory: 'nonServiceFailure',
        reason: 'Another account has this userPrincipalName.',
        additionalDetails: 'more',
        recommendedAction: 'Choose another.',
      },
    ],
  };
  expect(JSON.stringify(await jsonOf('--source-id', 'w3'))).toBe(JSON.stringify([expected]));
});

test.each<[string[], string[]]>([
  [
    ['--source-id', 'w1'],
    ['k3', 'k1'],
  ],
  [['--source-id', 'w1', '--cycles', '2'], ['k3']],
  [['--source-id', 'W1'], []],
  [
    ['--name', 'ZOË'],
    ['k3', 'k1'],
  ],
  [
    ['--name', 'b'],
    ['k5', 'k2'],
  ],
  [
    ['--name', 'L'],
    ['k4', 'k3', 'k1'],
  ],
  [['--name', 'l', '--source-id', 'w3'], ['k4']],
  [['--name', 'bob', '--source-id', 'w3'], []],
  [['--name', 'bob', '--cycles', '1'], ['k5']],
  [
    ['--name', ''],
    ['k5', 'k4', 'k3', 'k2', 'k1'],
  ],
])('`logs` with %j tells the changes %j', async (args, changes) => {
  fillLog();
  const [records, { code, stdout }] = await Promise.all([jsonOf(...args), logs(...args)]);
  expect(records.map(({ changeId }) => changeId)).toEqual(changes);
  expect([code, [...stdout.matchAll(/, change (k\d)$/gm)].map(([, id]) => id)]).toEqual([0, changes]);
  if (changes.length === 0) expect(stdout).toMatch(/^Entra has logged nothing about this person/);
});

test('`logs --source-id` tells all that happened to a person', async () => {
  fillLog();
  const { stdout } = await logs('--source-id', 'w3');
  expect(linesOf(stdout)).toEqual([
    `${timeAt(hour + 2500)}  create: failure`,
    '  source id w3, target id none, Al',
    '  cycle c2, change k4',
    '  AttributeNotUnique (nonServiceFailure): Another account has this userPrincipalName.',
    '  What to do: Choose another.',
  ]);
  expect((await logs('--source-id', 'w1')).stdout).toContain('\n  jobTitle: Clerk -> Chief\n');
});

test.each<[string[], string[]]>([
  [
    ['--changes', '--cycles', '2'],
    ['k5', 'k4', 'k3'],
  ],
  [['--changes'], ['k5']],
  [
    ['--raw', '--cycles', '3'],
    ['k5', 'k4', 'k3', 'k2', 'k1'],
  ],
  [['--failed', '--cycles', '3'], ['k4']],
  [['--failed', '--changes', '--cycles', '3'], ['k4']],
  [['--failed'], []],
])('`logs` with %j shows the changes %j', async (args, changes) => {
  fillLog();
  const [records, { stdout }] = await Promise.all([jsonOf(...args), logs(...args)]);
  expect(records.map(({ changeId }) => changeId)).toEqual(changes);
  expect([...stdout.matchAll(/, change (k\d)$/gm)].map(([, id]) => id)).toEqual(changes);
});

test("`logs --raw` adds Graph's own entries, as Graph sent them", async () => {
  fillLog();
  const expected = entra.tenant.log.filter(({ changeId }) => changeId === 'k3');
  const [record] = await jsonOf('--raw', '--source-id', 'w1', '--cycles', '2');
  expect(record?.entries).toEqual(JSON.parse(JSON.stringify(expected)));
  const { stdout } = await logs('--raw', '--source-id', 'w1', '--cycles', '2');
  expect(stdout).toContain('"initiatorType": "system"');
  expect((await jsonOf('--source-id', 'w1'))[0]).not.toHaveProperty('entries');
});

test('`logs --csv` writes a row for each property that changed, and no live formula', async () => {
  fillLog();
  (entra.tenant.log[2] as { targetIdentity: { displayName: string } }).targetIdentity.displayName = '=cmd()';
  const { code, stdout } = await logs('--csv', '--cycles', '2');
  expect(code).toBe(0);
  expect(parse(stdout, { columns: true, bom: true })).toMatchObject([
    { changeId: 'k5', actions: 'disable', property: '' },
    { changeId: 'k4', statuses: 'failure', errorCode: 'AttributeNotUnique' },
    { changeId: 'k3', displayName: "'=cmd()", property: 'jobTitle', oldValue: 'Clerk', newValue: 'Chief' },
  ]);
  expect(await logs('--csv', '--json')).toMatchObject({ code: 2 });
});

test("`logs` looks an application id up, and says the app's object id", async () => {
  fillLog();
  const appId = entra.tenant.servicePrincipals.find(({ id }) => id === servicePrincipalId)?.appId ?? '';
  const args = ['logs', '--service-principal-id', appId, '--json'];
  const refused = await csv2scim(args, { GRAPH_ENDPOINT: entra.origin });
  expect([refused.code, refused.stderr]).toEqual([5, expect.not.stringContaining('object id is')]);
  entra.permit([...permissions, 'Application.Read.All']);
  expect(await csv2scim(args, { GRAPH_ENDPOINT: entra.origin })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"cycleId": "c3"'),
    stderr: `note: ${appId} is an application id. The provisioning app's object id is ${servicePrincipalId}\n`,
  });
});

test('`logs` tells what a cycle of the simulated Entra did with an upload', async () => {
  const csv = await folder.write('a.csv', csvOf([...people(3), person(4, 'Chief')]));
  const mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
  await csv2scim(['send', csv, '--mapping', mappingFile], { GRAPH_ENDPOINT: entra.origin });
  entra.runCycles();
  expect(await jsonOf()).toMatchObject([{ jobId, changes: 4, users: 4, actions: { create: { success: 4 } } }]);
  const [record] = await jsonOf('--source-id', 'w4');
  expect(record).toMatchObject({ actions: ['create'], statuses: ['success'], errors: [] });
  expect(record?.modifiedProperties).toContainEqual({ displayName: 'jobTitle', oldValue: null, newValue: 'Chief' });
});

test.each<[string[], string]>([
  [[], 'Entra has logged no cycle of this job yet. Log entries appear after 5 to 10 minutes.\n'],
  [['--json'], '[]\n'],
  [['--source-id', 'x'], 'Entra has logged nothing about this person. Log entries appear after 5 to 10 minutes.\n'],
])('`logs` with %j says so when there is no log yet', async (args, expected) => {
  expect(await logs(...args)).toEqual({ code: 0, stdout: expected, stderr: '' });
});

import { csv2scim, csv2scimUnread, linesOf, type Ran } from '../../support/cli';
import { jobId, permissions, servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { entryOf, errorOf } from '../../support/logEntries';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
beforeEach(() => {
  entra.forget();
  entra.permit(permissions);
});
afterAll(() => entra.stop());

const logs = (args: readonly string[], origin = entra.origin): Promise<Ran> =>
  csv2scim(['logs', '--service-principal-id', servicePrincipalId, ...args], { GRAPH_ENDPOINT: origin });

/** Escape sequences, a C1 control, bidi overrides, line separators. */
const hostile = 'Eve\u001b[2J\u001b]0;x\u0007\u009b31m\r\nCycle: forged\u202egnp\u2066\u061c\u2028\u007f';
const obeyed = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

test.each([[[]], [['--source-id', 'w1']], [['--json', '--name', 'Eve']], [['--json']]])(
  '`logs` with %j prints nothing that a terminal obeys',
  async (args) => {
    const modified = [{ displayName: hostile, oldValue: hostile, newValue: hostile }];
    const error = errorOf({ errorCode: hostile, reason: hostile, recommendedAction: hostile });
    const entry = entryOf({ name: hostile, targetId: hostile, cycleId: hostile, modified, error, status: 'failure' });
    entra.tenant.log = [entry];
    const { code, stdout } = await logs(args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Eve')]);
    expect(stdout).not.toMatch(obeyed);
    expect(linesOf(stdout)).not.toContainEqual(expect.stringMatching(/^Cycle: forged/));
    if (args.length === 3) expect(JSON.parse(stdout)).toMatchObject([{ displayName: hostile, targetId: hostile }]);
  },
);

test('`logs` lets no long name push the other columns away, and tells it whole when asked', async () => {
  const name = '😀'.repeat(5000);
  entra.tenant.log = [entryOf({ name })];
  const { stdout } = await logs([]);
  expect(stdout).toContain(`${'😀'.repeat(59)}…`);
  expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThan(300);
  expect((await logs(['--source-id', 'w1'])).stdout).toContain(name);
});

test('`logs` tells what there is of entries that lack ids, cycle, change, time or status', async () => {
  const odd = [{ jobId }, { jobId, id: null, cycleId: null, changeId: null, sourceIdentity: { id: 'w7' } }];
  entra.tenant.log = [
    ...odd.map((entry) => ({ ...entry, activityDateTime: null }) as never),
    entryOf({ cycleId: 'c1', name: 'Zoë' }),
  ];
  const { code, stdout, stderr } = await logs(['--cycles', '5']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Cycle: {4}c1$/m);
  expect(linesOf(stdout)).toContainEqual(expect.stringMatching(/^w7\s*$/));
  expect(stdout).not.toMatch(/NaN|undefined|null/);
});

test('`logs` ends quietly when nobody reads on', async () => {
  entra.tenant.log = Array.from({ length: 3000 }, (_, at) => entryOf({ at, name: 'A person with a name' }));
  const args = ['logs', '--service-principal-id', servicePrincipalId];
  expect(await csv2scimUnread(args, { GRAPH_ENDPOINT: entra.origin })).toBe(0);
});

test.each([
  ['no service principal', ['logs'], /--service-principal-id/],
  ['no cycle', ['logs', '--service-principal-id', 'a', '--cycles', '0'], /--cycles.*whole number, 1 or more/],
  ['a word for cycles', ['logs', '--service-principal-id', 'a', '--cycles', 'x'], /--cycles/],
])('`logs` ends with 2 for %s', async (_, args, problem) => {
  const { code, stdout, stderr } = await csv2scim(args, { GRAPH_ENDPOINT: entra.origin });
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(problem)]);
});

test('`logs` ends with 5 and names the permission when it may not read the log', async () => {
  entra.permit(['Synchronization.Read.All']);
  const { code, stdout, stderr } = await logs([]);
  expect([code, stdout, linesOf(stderr)]).toEqual([
    5,
    '',
    [expect.stringMatching(/ProvisioningLog\.Read\.All.*status 403.*request-id/)],
  ]);
});

test('`logs` needs no other permission when the job is named', async () => {
  entra.permit(['ProvisioningLog.Read.All']);
  expect((await logs(['--job-id', jobId])).code).toBe(0);
  const { code, stderr } = await logs([]);
  expect([code, stderr]).toEqual([5, expect.stringMatching(/Synchronization\.Read\.All.*jobId/)]);
});

test('`logs` ends with 5 and lists the jobs when there are several, and asks for one that is named', async () => {
  const two = await startTestEntra(['job-a', 'job-b']);
  two.tenant.log = [entryOf({ jobId: 'job-a', cycleId: 'ca' }), entryOf({ jobId: 'job-b', cycleId: 'cb' })];
  try {
    const { code, stderr } = await logs([], two.origin);
    expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/job-a, job-b/)]]);
    const named = await logs(['--json', '--job-id', 'job-b'], two.origin);
    expect(JSON.parse(named.stdout)).toMatchObject([{ cycleId: 'cb', jobId: 'job-b' }]);
  } finally {
    await two.stop();
  }
});

test('`logs` ends with 5 when the app is not there', async () => {
  const { code, stdout, stderr } = await logs(['--service-principal-id', 'app-9']);
  expect([code, stdout, linesOf(stderr)]).toEqual([5, '', [expect.stringMatching(/object id/)]]);
});

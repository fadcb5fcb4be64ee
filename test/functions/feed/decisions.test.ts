import { setTimeout as sleep } from 'node:timers/promises';
import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { permissions } from '../../support/entra';
import { csvOf, mapping, newFolder, people } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await stage.mappings.write('employees.json', JSON.stringify(mapping('employees', { safeguards: {} })));
});

const run = (command: string, id: string, settings: Record<string, string> = {}): Promise<Ran> =>
  csv2scim([command, id], { HrStorage: stage.connectionString, MAPPINGS: stage.mappings.path, ...settings });

/** Its exit code, and the one line that says why. */
async function refusal(
  command: string,
  id: string,
  settings: Record<string, string> = {},
): Promise<[number | null, string]> {
  const { code, stdout, stderr } = await run(command, id, settings);
  expect([stdout, linesOf(stderr).length]).toEqual(['', 1]);
  return [code, stderr];
}

test('`resume` of a failed file goes on where it stopped', async () => {
  await stage.startHost();
  stage.entra.fault = (number) => (number > 3 ? { status: 403 } : undefined);
  const etag = await stage.drop('employees/a.csv', csvOf(people(300)));
  const failed = await stage.report(etag);
  expect(failed).toMatchObject({ state: 'failed', reasons: [{ code: 'forbidden' }] });
  const before = stage.entra.accepted();
  stage.entra.fault = () => undefined;
  stage.entra.permit(permissions);
  expect(await run('resume', failed.ingestionId)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining(failed.ingestionId),
  });
  expect(await stage.report(etag, ({ state }) => state === 'accepted')).toMatchObject({
    requests: { total: 6, accepted: 6 },
  });
  const after = stage.entra.accepted();
  expect(new Set(after).size).toBe(6);
  expect(after.slice(before.length)).not.toContain(before[0]);
  expect(await refusal('resume', failed.ingestionId)).toEqual([4, expect.stringContaining('accepted')]);
});

const wrongColumn = { ...(mapping('employees').attributes as object), title: 'Role' };

thorough("`resume` uses today's mapping: what was rejected under yesterday's starts anew", async () => {
  await stage.mappings.write('employees.json', JSON.stringify(mapping('employees', { attributes: wrongColumn })));
  const host = await stage.startHost();
  const etag = await stage.drop('employees/a.csv', csvOf(people(3)));
  const rejected = await stage.report(etag);
  expect(rejected).toMatchObject({ state: 'rejected', reasons: [{ code: 'wrong_columns' }] });
  await until('its end', async () => ((await stage.leases()) === 0 ? true : undefined)); // its report comes before
  host.signal('SIGKILL');
  await host.ended;
  await stage.mappings.write('employees.json', JSON.stringify(mapping('employees')));
  await stage.startHost(); // what has ended is not done again by itself
  expect((await run('resume', rejected.ingestionId)).code).toBe(0);
  const accepted = await stage.report(etag, ({ state }) => state === 'accepted');
  expect(accepted.ingestionId).not.toBe(rejected.ingestionId);
  const old = await stage.report(etag, ({ ingestionId }) => ingestionId === rejected.ingestionId);
  expect(old).toMatchObject({ state: 'superseded', reasons: [{ code: 'mapping_changed' }] });
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(3);
});

thorough('`resume` of a rejected file that is still wrong ends rejected again', async () => {
  await stage.startHost();
  const etag = await stage.drop('employees/a.csv', 'WorkerID,Status,UserID,LastName,FirstName,JobTitle\n1\n');
  const first = await stage.report(etag);
  expect(first.reasons).toMatchObject([{ code: 'wrong_field_count' }]);
  expect((await run('resume', first.ingestionId)).code).toBe(0);
  expect((await stage.report(etag)).state).toBe('rejected');
});

thorough('exit code 3: the file was replaced since, or no mapping is for it today', async () => {
  await stage.startHost();
  const broken = 'WorkerID,Status,UserID,LastName,FirstName,JobTitle\n"1\n';
  const { ingestionId } = await stage.report(await stage.drop('employees/a.csv', broken));
  const folder = await newFolder();
  await folder.write('other.json', JSON.stringify(mapping('other')));
  expect(await refusal('resume', ingestionId, { MAPPINGS: folder.path })).toEqual([
    3,
    expect.stringContaining('no mapping'),
  ]);
  await folder.write('other.json', '{}');
  expect((await run('resume', ingestionId, { MAPPINGS: folder.path })).code).toBe(3);
  await folder.remove();
  await stage.drop('employees/a.csv', `${broken}\n`);
  expect(await refusal('resume', ingestionId)).toEqual([3, expect.stringContaining('upload it again')]);
});

thorough('whoever decides as soon as the report says so meets an app that knows it', async () => {
  await stage.startHost();
  await stage.report(await stage.drop('employees/a.csv', csvOf(people(100))));
  const { ingestionId } = await stage.report(await stage.drop('employees/b.csv', csvOf(people(50))));
  const path = `employees/${ingestionId}/checkpoint.json`;
  const held = await until('its checkpoint', async () => {
    const text = (await stage.read('ingestion-state', path)) ?? '';
    return text.includes('"held"') ? text : undefined;
  });
  await stage.write('ingestion-state', path, held.replace('"held"', '"inspecting"')); // as a moment before
  const released = run('release', ingestionId);
  await sleep(2000);
  await stage.write('ingestion-state', path, held);
  expect(await released).toMatchObject({ code: 0, stderr: '' });
});

test('who decided, when and why stands in the report', async () => {
  await stage.startHost();
  await stage.report(await stage.drop('employees/a.csv', csvOf(people(100))));
  const etag = await stage.drop('employees/b.csv', csvOf(people(50)));
  const { ingestionId, decisions } = await stage.report(etag);
  expect(decisions).toEqual([]);
  const args = ['release', ingestionId, '--reason', 'the department was sold'];
  expect((await csv2scim(args, { HrStorage: stage.connectionString })).code).toBe(0);
  const { decisions: made } = await stage.report(etag, ({ state }) => state === 'accepted');
  expect(made).toEqual([
    { decision: 'release', by: 'unknown', at: expect.stringMatching(/^\d{4}-.*Z$/), reason: 'the department was sold' },
  ]);
});

test('exit code 2 or 4: a decision is refused in a state that it does not decide', async () => {
  await stage.startHost();
  const accepted = await stage.report(await stage.drop('employees/a.csv', csvOf(people(100))));
  for (const command of ['release', 'discard'])
    expect(await refusal(command, accepted.ingestionId)).toEqual([2, expect.stringContaining('accepted')]);
  expect(await refusal('resume', accepted.ingestionId)).toEqual([4, expect.stringContaining('accepted')]);
  const held = await stage.report(await stage.drop('employees/b.csv', csvOf(people(50))));
  expect(held.state).toBe('held');
  expect(await refusal('resume', held.ingestionId)).toEqual([4, expect.stringMatching(/release or discard/)]);
});

thorough('exit code 5: a storage that cannot be reached', async () => {
  const HrStorage = stage.connectionString.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9');
  const commands = ['release', 'discard', 'resume'];
  const refusals = await Promise.all(
    commands.map((command) => refusal(command, '20260101T000000Z-00000000', { HrStorage })),
  );
  expect(refusals).toEqual(commands.map(() => [5, expect.stringMatching(/storage/)]));
});

test('`discard` ends a file that is being sent: its worker stops, and what was accepted stays', async () => {
  const host = await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '8' });
  const etag = await stage.drop('employees/a.csv', csvOf(people(3000)));
  const { ingestionId } = await stage.report(etag, ({ state }) => state === 'uploading');
  await until('its first requests', () => (stage.entra.accepted().length >= 8 ? true : undefined));
  expect(await run('discard', ingestionId)).toMatchObject({ code: 0, stderr: '' });
  const discarded = await stage.report(etag);
  expect(discarded).toMatchObject({ state: 'rejected', reasons: [{ code: 'discarded' }], requests: { total: 60 } });
  const event = new RegExp(`HrFileRejected .*${ingestionId}.*discarded`);
  await until('its event', () => (event.test(host.output()) ? true : undefined));
  await until('its worker', async () => ((await stage.leases()) === 0 ? true : undefined));
  const sent = stage.entra.accepted().length;
  expect(discarded.requests.accepted).toBe(sent);
  expect(sent).toBeLessThan(60);
  expect(await stage.read('ingestion-state', `employees/${ingestionId}/records`)).toBeDefined(); // its outcomes are told
  expect(await stage.messages('ingestion-resume')).toBeLessThanOrEqual(1);
  expect(await refusal('discard', ingestionId)).toEqual([2, expect.stringContaining('rejected')]);
});

test('`resume` and `discard` of a file that waits for quota', async () => {
  await stage.startHost({ GRAPH_CALLS_PER_DAY: '3' });
  const etag = await stage.drop('employees/a.csv', csvOf(people(300)));
  const { ingestionId, reasons } = await stage.report(etag, ({ state }) => state === 'waiting');
  expect(reasons).toMatchObject([{ code: 'quota_spent' }]);
  await until('its message', async () => ((await stage.messages('ingestion-resume')) === 1 ? true : undefined));
  const resumed = await run('resume', ingestionId);
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringMatching(/until \d{4}-\d\d-\d\dT/) });
  expect(await run('discard', ingestionId)).toMatchObject({ code: 0 });
  expect(await stage.report(etag)).toMatchObject({ state: 'rejected', requests: { total: 6, accepted: 3 } });
});

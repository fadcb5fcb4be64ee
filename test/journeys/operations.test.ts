import { csv2scim, linesOf } from '../support/cli';
import { csvOf, mapping, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { safeguards: {}, send: 'changes' }));
});
afterAll(() => stage.close());

const run = (args: readonly string[]) =>
  csv2scim(args, {
    HrStorage: stage.connectionString,
    MAPPINGS: stage.mappings.path,
    GRAPH_ENDPOINT: stage.entra.origin,
  });

test('operations sees a held file at one look, decides with the command that is shown, and the trace stays', async () => {
  const host = await stage.startHost();
  await stage.report(await stage.drop('employees/a.csv', csvOf(people(200))));
  expect(await run(['status'])).toMatchObject({ code: 0, stderr: '' });

  await new Promise((resolve) => setTimeout(resolve, 1100)); // files are ordered by the second
  const left = people(200).map((record, index) => (index < 60 ? record.with(1, 'Left') : record));
  const etag = await stage.drop('employees/b.csv', csvOf(left));
  const held = await stage.report(etag);
  expect([held.state, held.reasons.map(({ code }) => code)]).toEqual(['held', ['max_leavers_percent']]);
  await until('its event', () => /HrFileHeld/.test(host.output()) || undefined);

  const status = await run(['status']);
  expect(status.code).toBe(4);
  const release = linesOf(status.stdout)
    .map((line) => /npx csv2scim (release \S+)/.exec(line)?.[1])
    .find((command) => command !== undefined);
  expect(release).toBe(`release ${held.ingestionId}`);
  const forecast = await run([
    'preview',
    held.ingestionId,
    '--mapping',
    `${stage.mappings.path}/employees.json`,
    '--people',
  ]);
  expect(linesOf(forecast.stdout).filter((line) => line.startsWith('leaver: '))).toHaveLength(60);

  const decided = await run([...(release ?? '').split(' '), '--reason', 'reorganization']);
  expect([decided.code, decided.stderr]).toEqual([0, '']);
  expect(await stage.run(host, 'sweepInbox')).toBe('done');
  const ended = await stage.report(etag, ({ state }) => state === 'accepted');
  expect(ended.decisions).toEqual([
    { decision: 'release', by: 'unknown', at: expect.any(String), reason: 'reorganization' },
  ]);
  await until('the page', async () => {
    const page = await stage.read('hr-reports', `employees/${ended.ingestionId}/report.html`);
    return page?.includes('reorganization') || undefined;
  });
  expect(await run(['status'])).toMatchObject({ code: 0 });

  stage.entra.runCycles();
  expect(await stage.run(host, 'summarizeCycles')).toBe('done');
  const [cycle] = JSON.parse(
    (await run(['logs', '--mapping', `${stage.mappings.path}/employees.json`, '--json'])).stdout,
  );
  expect(cycle.actions.disable.success).toBe(60);
});

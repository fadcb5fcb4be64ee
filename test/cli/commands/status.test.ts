import { startChild } from '../../support/child';
import { cliScript, csv2scim, linesOf } from '../../support/cli';
import { csvOf, mapping, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { until } from '../../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { safeguards: {} }), mapping('quiet'));
  await stage.startHost();
});
afterAll(() => stage.close());

const environment = () => ({
  HrStorage: stage.connectionString,
  MAPPINGS: stage.mappings.path,
  GRAPH_ENDPOINT: stage.entra.origin,
});
const status = (...args: string[]) => csv2scim(['status', ...args], environment());

test('`status` shows each feed with its newest file, what is held and how to decide, quota and job', async () => {
  await stage.report(await stage.drop('employees/a.csv', csvOf(people(100))));
  expect(await status()).toMatchObject({ code: 0, stderr: '' });
  const held = await stage.report(await stage.drop('employees/b.csv', csvOf(people(50))));
  const { code, stdout, stderr } = await status();
  expect([code, stderr]).toEqual([4, '']);
  const lines = linesOf(stdout);
  expect(lines).toContain('feed quiet');
  expect(lines).toContain('  no file was ever read');
  expect(stdout).toMatch(new RegExp(`held {7}employees/b.csv, .*${held.ingestionId}.*50 of 50 records valid`));
  expect(stdout).toContain(`→ npx csv2scim release ${held.ingestionId}`);
  expect(stdout).toMatch(/max_leavers_percent: /);
  expect(stdout).toMatch(/^ {2}job .*: Active$/m);
  expect(lines.at(-1)).toMatch(/^quota: 2 of the day's 2000 calls/);

  const json = await status('--json', '--feed', 'employees');
  expect(JSON.parse(json.stdout)).toMatchObject({
    feeds: [{ feed: 'employees', newest: { state: 'held' }, held: [{ ingestionId: held.ingestionId }], waiting: [] }],
    quota: { callsPerDay: 2000 },
  });
  expect(await status('--feed', 'nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining('employees') });
});

test('`status` tells which blobs of the inbox no feed reads', async () => {
  await stage.drop('employees/people.csv.filepart', 'x');
  await stage.drop('elsewhere/people.csv', 'x');
  const { stdout } = await status();
  expect(linesOf(stdout)).toEqual(
    expect.arrayContaining([
      'ignored blob: elsewhere/people.csv (no mapping matches this path: upload it to a folder of a feed)',
      'ignored blob: employees/people.csv.filepart (its name does not end in .csv)',
    ]),
  );
});

test('`status --watch` shows it again with the time, until it is ended', async () => {
  const child = startChild([cliScript, 'status', '--watch'], environment());
  const times = (): string[] => child.stdout().match(/^\S+(?=, again every 5 seconds until Ctrl\+C$)/gm) ?? [];
  await until('the second time', () => (times().length > 1 ? true : undefined));
  child.signal('SIGINT');
  await child.ended;
  expect(new Set(times()).size).toBeGreaterThan(1);
  expect(child.stdout().match(/^feed employees$/gm)?.length).toBeGreaterThan(1);
  expect(child.stdout()).not.toContain('\u001b');
});

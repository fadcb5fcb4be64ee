import type { LogEntry } from '../../lib/graph/logs/logEntry';
import type { TelemetryEvent } from '../../lib/telemetry';
import { entry, logOf, plainStatistics, wire } from '../lib/cycles/entries';
import type { Child } from '../support/child';
import { jobId } from '../support/entra';
import { csvOf, mapping, people, person } from '../support/files';
import { type Insights, startInsights } from '../support/insights';
import { type Stage, setStage } from '../support/stage';
import { thorough } from '../support/tiers';
import { until } from '../support/until';

let stage: Stage;
let insights: Insights;
beforeAll(async () => {
  [stage, insights] = await Promise.all([setStage(), startInsights()]);
});
afterEach(async () => {
  await stage.clear();
  insights.forget();
});
afterAll(() => Promise.all([stage.close(), insights.stop()]));

const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;

/** Entra logs entries, as they come to be read. */
const log = (...entries: readonly LogEntry[]): void => {
  for (const one of entries) stage.entra.tenant.log.push(wire(one) as never);
};

const entriesOf = (cycleId: string, count: number, minutes: number): LogEntry[] =>
  Array.from({ length: count }, (_, index) =>
    entry({
      id: `${cycleId}-${index}`,
      cycleId,
      activityDateTime: new Date(minutesAgo(minutes) + index).toISOString(),
    }),
  );

/** What a reader takes of a cycle: its newest revision. */
const newest = (cycleId: string): TelemetryEvent | undefined =>
  insights
    .events('ProvisioningCycle')
    .filter(({ properties }) => properties.cycleId === cycleId)
    .sort((a, b) => Number(b.properties.revision) - Number(a.properties.revision))[0];

const revisions = (cycleId: string): string[] =>
  insights
    .events('ProvisioningCycle')
    .filter(({ properties }) => properties.cycleId === cycleId)
    .map(({ properties: { revision, final } }) => `${revision}${final === 'true' ? ' final' : ''}`);

async function summarize(host: Child): Promise<string> {
  return stage.run(host, 'summarizeCycles');
}

const counts = ['create', 'update', 'delete', 'disable', 'stagedDelete', 'other'].flatMap((action) =>
  ['success', 'failure', 'skipped', 'warning'].map((status) => `${action}.${status}`),
);

const fileEvents = () => insights.events().filter(({ name }) => name.startsWith('HrFile'));

test('every event arrives in an envelope of its own with all that the contract names, and no field of anybody', async () => {
  const canary = 'Canary';
  const records = people(4).map((record) => record.map((field, index) => (index === 1 ? field : `${canary}${field}`)));
  const [first = [], second = [], ...others] = records;
  const duplicate = second.map((field, index) => (index === 2 ? (first[2] ?? '') : field)); // the same userName
  const rejected = first.map((field, index) => (index === 0 ? '' : field));
  const host = await stage.startHost(insights.settings);
  const etag = await stage.drop(`employees/${canary}.csv`, csvOf([first, duplicate, ...others, rejected]));
  const { ingestionId } = await stage.report(etag);
  stage.entra.runCycles();
  expect(await summarize(host)).toBe('done');

  expect(insights.envelopes).toEqual(
    insights.envelopes.map(() => expect.objectContaining({ data: expect.objectContaining({ baseType: 'EventData' }) })),
  );
  const [file] = insights.events('HrFileAccepted');
  expect(file?.properties).toEqual({ feed: 'employees', ingestionId, reason: '' });
  expect(file?.measurements).toEqual({
    recordsRead: 5,
    recordsValid: 4,
    recordsRejected: 1,
    recordsAccepted: 4,
    requests: 1,
    durationMs: expect.any(Number),
  });
  const [cycle] = insights.events('ProvisioningCycle');
  const cycleId = stage.entra.tenant.log[0]?.cycleId;
  expect(cycle?.properties).toEqual({
    feed: 'employees',
    jobId,
    cycleId,
    startDateTime: stage.entra.tenant.log[0]?.activityDateTime,
    endDateTime: stage.entra.tenant.log[3]?.activityDateTime,
    final: 'false',
    revision: '1',
  });
  expect(cycle?.measurements).toEqual({
    ...Object.fromEntries(counts.map((name) => [name, 0])),
    changes: 4,
    users: 4,
    'create.success': 3,
    'create.failure': 1,
  });
  expect(insights.events('ProvisioningError')).toMatchObject([
    {
      properties: {
        feed: 'employees',
        jobId,
        cycleId,
        errorCode: expect.stringMatching(/^\w+$/),
        errorCategory: expect.stringMatching(/^\w+$/),
        action: 'create',
        revision: '1',
      },
      measurements: { count: 1 },
    },
  ]);
  expect(insights.events('ProvisioningJob')).toMatchObject([
    { properties: { feed: 'employees', jobId, code: 'Active', quarantineReason: '' } },
  ]);
  expect(insights.bodies.join('\n')).not.toContain(canary);
  expect(host.output().replaceAll(`${canary}.csv`, '')).not.toContain(canary); // the file's own name aside
});

thorough('without a connection string the same events go to the log', async () => {
  const host = await stage.startHost();
  log(...entriesOf('quiet', 3, 60));
  expect(await summarize(host)).toBe('done');
  const [, json = '{}'] = /ProvisioningCycle (\{.*\})/.exec(host.output()) ?? [];
  expect(JSON.parse(json)).toMatchObject({
    properties: { cycleId: 'quiet', final: 'true', revision: '1' },
    measurements: { changes: 3, users: 3, 'create.success': 3 },
  });
  expect(host.output()).toMatch(/ProvisioningJob \{.*"code":"Active"/);
});

test('a cycle is told again as it grows, is final after 30 quiet minutes, and late entries raise its revision', async () => {
  const host = await stage.startHost(insights.settings);
  log(...entriesOf('old', 5, 50), ...entriesOf('new', 2, 5));
  await summarize(host);
  await summarize(host); // nothing is new
  expect([revisions('old'), revisions('new')]).toEqual([['1 final'], ['1']]);
  log(...entriesOf('new', 4, 3).slice(2), ...entriesOf('old', 7, 45).slice(5));
  await summarize(host);
  expect([revisions('old'), revisions('new')]).toEqual([
    ['1 final', '2 final'],
    ['1', '2'],
  ]);
  expect(newest('old')?.measurements).toMatchObject({ users: 7, 'create.success': 7 });
  expect(newest('new')?.measurements).toMatchObject({ users: 4, 'create.success': 4 });
});

thorough(
  'a host that is killed before telemetry was taken loses no cycle, and the newest revision is true',
  async () => {
    const entries = logOf(300, 3, minutesAgo(600));
    log(...entries);
    insights.answer = (body) => (body.includes('ProvisioningCycle') ? 'hang' : 200);
    const killed = await stage.startHost(insights.settings);
    killed.write('summarizeCycles');
    await until('telemetry that hangs', () => insights.bodies.find((body) => body.includes('ProvisioningCycle')));
    killed.signal('SIGKILL');
    await killed.ended;
    insights.forget();
    const laterEntries = entriesOf('cycle-2', 3, 400);
    log(...laterEntries);
    expect(await summarize(await stage.startHost(insights.settings))).toBe('done');
    for (const { cycleId, users, changes, actions } of plainStatistics([...entries, ...laterEntries])) {
      const told = newest(cycleId);
      expect(told?.properties).toMatchObject({ final: 'true', revision: '2' }); // the first was taken by the run that died
      expect(told?.measurements).toMatchObject({ users, changes, 'create.success': actions.create.success });
    }
  },
);

thorough(
  'a host that is killed after telemetry was taken tells again what it cannot know was told, with a higher revision',
  async () => {
    log(...entriesOf('one', 3, 60));
    const host = await stage.startHost(insights.settings);
    host.write('summarizeCycles');
    await until('the event', () => insights.events('ProvisioningCycle')[0]);
    host.signal('SIGKILL');
    await host.ended;
    log(...entriesOf('one', 5, 60).slice(3));
    expect(await summarize(await stage.startHost(insights.settings))).toBe('done');
    expect(newest('one')?.measurements).toMatchObject({ users: 5 });
    expect(new Set(revisions('one')).size).toBe(revisions('one').length);
  },
);

thorough('telemetry that is refused fails the run, and the next one tells everything', async () => {
  log(...entriesOf('one', 3, 60));
  insights.answer = () => 400;
  const host = await stage.startHost(insights.settings);
  expect(await summarize(host)).toMatch(/^failed: .*employees/);
  expect(host.output()).toMatch(/error: .*Application Insights did not accept/);
  insights.forget();
  expect(await summarize(host)).toBe('done');
  expect(newest('one')).toMatchObject({ properties: { final: 'true' }, measurements: { users: 3 } });
});

test.each([
  ['Paused', /warning: .*employees: .*paused.*start it/],
  ['Quarantine', /warning: .*employees: .*quarantine \(EncounteredEscrowProportionThreshold\).*40 %/],
] as const)('a job that is %s is logged as a warning with its remedy, and told', async (status, warning) => {
  const [job] = stage.entra.tenant.jobs;
  Object.assign(job ?? {}, {
    status,
    quarantine: status === 'Quarantine' ? { reason: 'EncounteredEscrowProportionThreshold' } : null,
  });
  const host = await stage.startHost(insights.settings);
  expect(await summarize(host)).toBe('done');
  expect(host.output()).toMatch(warning);
  expect(insights.events('ProvisioningJob')).toMatchObject([{ properties: { code: status } }]);
});

thorough('a job that cannot be read does not keep the others from their summary', async () => {
  const provisioningJob = { servicePrincipalId: 'app-1', jobId: 'no-such-job' };
  await stage.mappings.write('contractors.json', JSON.stringify(mapping('contractors', { provisioningJob })));
  log(...entriesOf('one', 3, 60));
  const host = await stage.startHost(insights.settings);
  expect(await summarize(host)).toMatch(/^failed: .*contractors/);
  expect(host.output()).toMatch(/error: .*contractors: Graph knows no such provisioning job/);
  expect(newest('one')).toMatchObject({ properties: { feed: 'employees' }, measurements: { users: 3 } });
});

thorough('feeds that share a job have one summary', async () => {
  await stage.mappings.write('contractors.json', JSON.stringify(mapping('contractors')));
  log(...entriesOf('one', 3, 60));
  const host = await stage.startHost(insights.settings);
  expect(await summarize(host)).toBe('done');
  expect(insights.events('ProvisioningCycle')).toMatchObject([{ properties: { feed: 'contractors, employees' } }]);
});

thorough.each<[string, string[][], Partial<TelemetryEvent>]>([
  [
    'a file without a valid record',
    [['', ...person(1).slice(1)]],
    { name: 'HrFileRejected', properties: { reason: 'no_valid_record' } as never },
  ],
  [
    'a file with a broken record',
    [person(1), ['too', 'short']],
    { name: 'HrFileRejected', properties: { reason: 'wrong_field_count' } as never },
  ],
])('%s is told as such', async (_, records, event) => {
  await stage.startHost(insights.settings);
  await stage.report(await stage.drop('employees/a.csv', csvOf(records)));
  await until('the event', () => fileEvents()[0]);
  expect(fileEvents()).toMatchObject([event]);
});

thorough('a file that Entra refuses is told as failed, once, though it is delivered again', async () => {
  stage.entra.permit([]);
  const host = await stage.startHost(insights.settings);
  await stage.report(await stage.drop('employees/a.csv', csvOf(people(60))));
  await until('the event', () => fileEvents()[0]);
  await stage.enqueue('ingestion-resume', { blob: 'employees/a.csv' });
  await until('the second delivery', () => /resumeIngestion\] employees \S+ failed/.test(host.output()) || undefined);
  expect(fileEvents()).toMatchObject([
    { name: 'HrFileFailed', properties: { reason: 'forbidden' }, measurements: { recordsAccepted: 0, requests: 0 } },
  ]);
});

thorough('telemetry that cannot be reached stops no file', async () => {
  insights.answer = () => 400;
  const host = await stage.startHost(insights.settings);
  expect(await stage.report(await stage.drop('employees/a.csv', csvOf(people(3))))).toMatchObject({
    state: 'accepted',
  });
  await until('the warning', () => /warning: .*HrFileAccepted was not sent/.test(host.output()) || undefined);
});

import { csvOf, eachForItself, mapping, people, person } from '../support/files';
import { externalIdsIn, operationsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const keys = [
  ...[
    'ingestionId',
    'feed',
    'blob',
    'etag',
    'sha256',
    'mappingHash',
    'state',
    'reasons',
    'notes',
    'records',
    'requests',
  ],
  ...['inspectedAt', 'acceptedAt', 'decisions'],
];

test('ingestHrFile() sends every person of a file that HR drops, and reports it', async () => {
  const records = people(120);
  const etag = await stage.drop('employees/all.csv', csvOf(records));
  const report = await stage.report(etag);
  expect(Object.keys(report).sort()).toEqual([...keys].sort());
  expect(report).toMatchObject({
    feed: 'employees',
    blob: 'employees/all.csv',
    state: 'accepted',
    reasons: [],
    records: { read: 120, valid: 120, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
    requests: { total: 3, accepted: 3 },
  });
  expect(report.ingestionId).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/);
  expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(report.mappingHash).toMatch(/^[0-9a-f]{64}$/);
  expect(Date.parse(report.inspectedAt ?? '')).toBeLessThanOrEqual(Date.parse(report.acceptedAt ?? ''));
  expect(externalIdsIn(stage.entra.accepted()).sort()).toEqual(records.map(([id]) => id).sort());
  expect(await stage.read('hr-reports', `employees/${report.ingestionId}/rejected.csv`)).toBeUndefined();
});

test('ingestHrFile() counts rejected records and duplicates apart from valid ones', async () => {
  const records = [
    person(1),
    ['', 'Active', 'u', 'l', 'f', 't'], // no externalId
    person(2),
    person(2), // the same again
    person(3, 'Clerk'),
    person(3, 'Chief'), // contradicts
    person(4),
  ];
  const report = await stage.report(await stage.drop('employees/mixed.csv', csvOf(records)));
  expect(report.state).toBe('accepted');
  expect(report.records).toEqual({ read: 7, valid: 3, rejected: 3, duplicates: 1, skipped: 0, repeatedHeaders: 0 });
  expect(report.requests).toEqual({ total: 1, accepted: 1 });
  expect(operationsIn(stage.entra.accepted()).map(({ bulkId }) => bulkId)).toEqual(['2', '4', '8']);
});

test('ingestHrFile() ingests a blob anew when HR replaces it', async () => {
  const first = await stage.report(await stage.drop('employees/again.csv', csvOf([person(1)])));
  const second = await stage.report(await stage.drop('employees/again.csv', csvOf([person(1), person(2)])));
  expect([first.records.read, second.records.read]).toEqual([1, 2]);
  expect(second.ingestionId).not.toBe(first.ingestionId);
});

test('ingestHrFile() takes a blob whose name has spaces, signs and other scripts', async () => {
  const path = 'employees/März 100% + 名簿 #1.csv';
  expect(await stage.report(await stage.drop(path, csvOf([person(1)])))).toMatchObject({
    blob: path,
    state: 'accepted',
  });
});

test('a finished ingestion takes duplicate deliveries without sending anything or changing its report', async () => {
  const etag = await stage.drop('employees/twice.csv', csvOf(people(60)));
  const report = await stage.report(etag);
  const calls = stage.entra.answers.length;
  for (let times = 0; times < 3; times++) await stage.enqueue('ingestion-resume', { blob: 'employees/twice.csv' });
  const anotherHost = await stage.startHost(); // delivers each blob of the inbox once more
  await until('the delivery', () => anotherHost.output().includes(report.ingestionId) || undefined);
  await until('the queue to be empty', async () =>
    (await stage.messages('ingestion-resume')) === 0 ? true : undefined,
  );
  anotherHost.signal('SIGTERM');
  expect(await anotherHost.ended).toBe(0);
  expect(stage.entra.answers).toHaveLength(calls);
  expect(await stage.report(etag)).toEqual(report);
  expect(await stage.reports(etag)).toBe(1);
});

test('a resume message for a blob that is gone changes nothing', async () => {
  await stage.enqueue('ingestion-resume', { blob: 'employees/never.csv' });
  await until('the queue to be empty', async () =>
    (await stage.messages('ingestion-resume')) === 0 ? true : undefined,
  );
  expect(stage.entra.answers).toHaveLength(0);
  expect(await stage.messages('ingestion-resume-poison')).toBe(0);
});

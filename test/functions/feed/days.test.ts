import type { InvocationContext, Timer } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { resumeIngestion } from '../../../functions/resumeIngestion';
import { sweepInbox } from '../../../functions/sweepInbox';
import type { Report } from '../../../lib/ingestion/reports/report';
import { type PassingTime, startPassingTime } from '../../chaos/passingTime';
import { csv2scim } from '../../support/cli';
import { permissions } from '../../support/entra';
import { csvOf, mapping } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { thorough } from '../../support/tiers';

const attributes = {
  externalId: 'WorkerID',
  userName: 'UserID',
  active: { column: 'Status', equals: 'Active', until: 'EndDate' },
  name: { familyName: 'LastName', givenName: 'FirstName' },
};
const feed = (name: string, changes: Record<string, unknown> = {}) =>
  mapping(name, { attributes, safeguards: {}, timeZone: 'Europe/Zurich', ...changes });
const activeAs = (active: Record<string, unknown>) => ({ attributes: { ...attributes, active } });

let time: PassingTime;
beforeAll(async () => {
  time = await startPassingTime(1_000_000, [
    feed('all'),
    feed('changes'),
    feed('summer', { send: 'changes', ...activeAs({ from: 'StartDate', until: 'EndDate' }) }),
    feed('daily', activeAs({ expression: "row['EndDate'] == '' || today <= row['EndDate']" })),
    feed('held', { safeguards: { maxLeavers: 2 } }),
    feed('gone'),
    feed('partial', { content: 'partial' }),
    feed('reopened'),
    feed('failed'),
    feed('released', { safeguards: { maxLeavers: 2, maxLeaversPercent: 100 } }),
  ]);
});
afterAll(() => time.close());
beforeEach(() => time.stage.entra.forget());

const logged: string[] = [];
const context = {
  ...{ warn() {}, error() {} },
  log: (line: string) => logged.push(line),
} as unknown as InvocationContext;

/** Lets the clock go on to an instant. */
function passUntil(instant: string): void {
  time.pass(Date.parse(instant) - time.now());
}

/**
 * Calls the sweep, then the queue's function if the sweep found this file. @returns whether it did
 */
async function sweep(blob: string): Promise<boolean> {
  await time.stage.clearQueue('ingestion-resume');
  await sweepInbox({} as Timer, context);
  const queue = QueueServiceClient.fromConnectionString(time.stage.connectionString).getQueueClient('ingestion-resume');
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  const found = receivedMessageItems.some(({ messageText }) =>
    Buffer.from(messageText, 'base64').toString().includes(`"${blob}"`),
  );
  await time.stage.clearQueue('ingestion-resume');
  if (found) await resumeIngestion({ blob }, context);
  return found;
}

async function take(blob: string, content: string): Promise<Report[]> {
  const etag = await time.stage.drop(blob, content);
  await resumeIngestion({ blob }, context);
  return await time.stage.allReports(etag);
}

const accounts = (): Record<string, boolean> =>
  Object.fromEntries([...(time.stage.entra.tenant.jobs[0]?.accounts ?? [])].map(([id, { enabled }]) => [id, enabled]));

/** Ann, once for each id, with her first and her last day. */
const fileOf = (...people: readonly (readonly [id: string, end?: string, start?: string, status?: string])[]): string =>
  csvOf(
    people.map(([id, end = '', start = '', status = 'Active']) => [
      ...[id, `u${id}@contoso.com`, status, 'Ann', 'Lee', end, start],
    ]),
    ['WorkerID', 'UserID', 'Status', 'FirstName', 'LastName', 'EndDate', 'StartDate'],
  );

const sent = (): string[] => externalIdsIn(time.stage.entra.accepted());

/** Takes a file, and lets Entra provision it. */
async function provision(blob: string, content: string): Promise<Report> {
  const [report] = await take(blob, content);
  time.stage.entra.runCycles();
  time.stage.entra.answers = [];
  return report as Report;
}

test('a last day that is over disables the account at midnight of the zone, without a new file', async () => {
  const blob = 'all/end.csv';
  const first = await provision(
    blob,
    fileOf(
      ...(['2026-12-31', '2020-12-31', ''] as const).map((end, index) => [String(100 + index), end] as const),
      ['103', '2027-01-31', '', 'Terminated'],
      ['104', '9999-12-31'],
    ),
  );
  expect(first).toMatchObject({ state: 'accepted', records: { valid: 5 } });
  expect(accounts()).toEqual({ 100: true, 101: false, 102: true, 103: false, 104: true });
  passUntil('2026-12-31T22:59:00Z');
  expect(await sweep(blob)).toBe(false);
  passUntil('2026-12-31T23:01:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent()).toEqual(['100']); // although the mapping sends everybody
  time.stage.entra.runCycles();
  expect(accounts()).toEqual({ 100: false, 101: false, 102: true, 103: false, 104: true });
  const reports = await time.stage.allReports(first.etag);
  expect(new Set(reports.map(({ ingestionId }) => ingestionId)).size).toBe(2);
  expect(reports.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
  expect(reports.flatMap(({ notes }) => notes.map(({ code }) => code))).toContain('new_day');
  passUntil('2027-01-31T23:01:00Z');
  expect(await sweep(blob)).toBe(false); // 103 is not active: its date changes nobody
});

test('`send: changes` sends whom the dates change that came, once, in summer time too', async () => {
  const blob = 'summer/days.csv';
  const file = fileOf(['200', '2027-06-30'], ['201', '', '2027-07-02'], ['202', '2027-07-05', '2027-07-03'], ['203']);
  await provision(blob, file);
  expect(accounts()).toEqual({ 200: true, 201: false, 202: false, 203: true });
  passUntil('2027-06-30T21:59:00Z');
  expect(await sweep(blob)).toBe(false);
  passUntil('2027-07-03T08:00:00Z'); // the host was stopped for three dates
  expect(await sweep(blob)).toBe(true);
  expect(sent().sort()).toEqual(['200', '201', '202']);
  expect(await sweep(blob)).toBe(false);
  passUntil('2027-07-05T22:01:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent().slice(3)).toEqual(['202']);
  time.stage.entra.runCycles();
  expect(accounts()).toEqual({ 200: false, 201: true, 202: false, 203: true });
});

test('a day that disables too many people is held, keeps its day, and goes on when it is released', async () => {
  const blob = 'held/days.csv';
  const leavers = ['400', '401', '402', '403', '404'];
  const { etag } = await provision(
    blob,
    fileOf(...leavers.map((id) => [id, '2027-07-20'] as const), ['405', '2027-07-21'], ['406']),
  );
  passUntil('2027-07-21T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  const held = (await time.stage.allReports(etag)).find(({ state }) => state === 'held') as Report;
  expect(held.reasons.map(({ code }) => code)).toContain('max_leavers');
  passUntil('2027-07-22T08:00:00Z');
  expect(await sweep(blob)).toBe(false); // it keeps its day
  const { code } = await csv2scim(['release', held.ingestionId], { HrStorage: time.stage.connectionString });
  expect(code).toBe(0);
  await resumeIngestion({ blob }, context);
  expect(sent()).toEqual(leavers);
  expect(await sweep(blob)).toBe(true); // the next date has come meanwhile
  expect(sent().slice(5)).toEqual(['405']);
});

test('a file that is gone when its date comes is told once a day', async () => {
  const blob = 'gone/days.csv';
  const report = await provision(blob, fileOf(['500', '2027-08-10'], ['501']));
  await BlobServiceClient.fromConnectionString(time.stage.connectionString)
    .getContainerClient('hr-inbox')
    .deleteBlob(blob);
  const missing = (): string[] => logged.filter((line) => line.startsWith('HrFileMissing '));
  for (const [instant, times] of [
    ['2027-08-10T08:00:00Z', 0],
    ['2027-08-11T08:00:00Z', 1],
    ['2027-08-11T08:05:00Z', 1],
    ['2027-08-12T08:00:00Z', 2],
  ] as const) {
    passUntil(instant);
    expect([await sweep(blob), missing().length]).toEqual([false, times]);
  }
  expect(missing()[0]).toContain(report.ingestionId);
});

test('the same file again after a date, before the sweep saw it, is not unchanged', async () => {
  const file = fileOf(['600', '2027-08-20'], ['601']);
  await provision('changes/a.csv', file);
  passUntil('2027-08-21T08:00:00Z');
  const [report] = await take('changes/b.csv', file);
  expect(report?.state).toBe('accepted');
  expect(sent()).toContain('600');
  expect(await sweep('changes/b.csv')).toBe(false);
});

test('a partial feed reads its newest file again', async () => {
  await provision('partial/a.csv', fileOf(['700', '2027-08-25'], ['701']));
  passUntil('2027-08-26T08:00:00Z');
  expect(await sweep('partial/a.csv')).toBe(true);
  expect(sent()).toEqual(['700']);
});

const rights = permissions.filter((name) => name !== 'SynchronizationData-User.Upload');
const cli = async (command: string, id: string): Promise<void> =>
  expect(
    (await csv2scim([command, id], { HrStorage: time.stage.connectionString, MAPPINGS: time.stage.mappings.path }))
      .code,
  ).toBe(0);
const reportIn = async (etag: string, state: string): Promise<Report> =>
  (await time.stage.allReports(etag)).find((report) => report.state === state) as Report;

/** Takes a file that Entra refuses: the app lacks the right to upload. */
async function fail(blob: string, content?: string): Promise<void> {
  time.stage.entra.permit(rights);
  if (content === undefined) await sweep(blob);
  else await take(blob, content);
  time.stage.entra.permit(permissions);
}

thorough('a failed day that is resumed after a later one ends superseded, and blocks no later date', async () => {
  const blob = 'reopened/days.csv';
  const { etag } = await provision(blob, fileOf(['800', '2027-08-27'], ['801', '2027-08-29'], ['802']));
  passUntil('2027-08-28T08:00:00Z');
  await fail(blob);
  const failed = await reportIn(etag, 'failed');
  passUntil('2027-08-29T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent()).toEqual(['800']);
  await cli('resume', failed.ingestionId);
  await resumeIngestion({ blob }, context);
  expect((await reportIn(etag, 'superseded')).ingestionId).toBe(failed.ingestionId);
  passUntil('2027-08-30T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent()).toEqual(['800', '801']);
});

thorough('the dates of the accepted file count, although a newer file that passed has failed', async () => {
  await provision('failed/a.csv', fileOf(['810', '2027-08-31'], ['811']));
  passUntil('2027-08-31T08:00:00Z');
  await fail('failed/b.csv', fileOf(['810', '2027-08-31'], ['812']));
  passUntil('2027-09-01T08:00:00Z');
  expect(await sweep('failed/a.csv')).toBe(true);
  expect(sent()).toEqual(['810']);
});

thorough('a release of one day does not hold for the next', async () => {
  const blob = 'released/days.csv';
  const leaving = (from: number, end: string) =>
    Array.from({ length: 6 }, (_, index) => [String(from + index), end] as const);
  const { etag } = await provision(
    blob,
    fileOf(...leaving(820, '2027-09-02'), ...leaving(830, '2027-09-03'), ['840'], ['841']),
  );
  passUntil('2027-09-03T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  const held = await reportIn(etag, 'held');
  await cli('release', held.ingestionId);
  time.stage.entra.permit(rights);
  await resumeIngestion({ blob }, context);
  time.stage.entra.permit(permissions);
  expect((await reportIn(etag, 'failed')).ingestionId).toBe(held.ingestionId);
  passUntil('2027-09-04T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  expect((await reportIn(etag, 'held')).reasons.map(({ code }) => code)).toContain('max_leavers');
  expect(sent()).toEqual([]);
});

test('an expression with `today` under `active` is looked at every day', async () => {
  const blob = 'daily/days.csv';
  await provision(blob, fileOf(['300', '2027-09-07'], ['301']));
  passUntil('2027-09-07T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent()).toEqual([]);
  passUntil('2027-09-08T08:00:00Z');
  expect(await sweep(blob)).toBe(true);
  expect(sent()).toEqual(['300']);
  expect(await sweep(blob)).toBe(false);
});

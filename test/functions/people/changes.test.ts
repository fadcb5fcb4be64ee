import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../../lib/ingestion/reports/report';
import { csv2scim } from '../../support/cli';
import { csvOf, mapping, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { addTaken, compareStore, exactClaims } from '../../support/storeClaims';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
const changes = mapping('employees', { send: 'changes' });
beforeAll(async () => {
  stage = await setStage(changes);
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

let files = 0;
/** Drops a file under a name of its own, and gives its report and whom Entra was sent for it. */
async function take(records: string[][]): Promise<{ report: Report; sent: string[] }> {
  const before = stage.entra.accepted().length;
  const etag = await stage.drop(`employees/${String(++files).padStart(3, '0')}.csv`, csvOf(records));
  const report = await stage.report(etag);
  return { report, sent: externalIdsIn(stage.entra.accepted().slice(before)) };
}

test('only who is new or changed is sent, whole and in file order', async () => {
  await stage.startHost();
  const first = await take(people(120));
  expect(first.report.records).toEqual({
    read: 120,
    valid: 120,
    rejected: 0,
    duplicates: 0,
    skipped: 0,
    repeatedHeaders: 0,
    unchanged: 0,
    new: 120,
    changed: 0,
    repeated: 0,
    absent: 0,
  });
  const second = await take([...people(119).with(7, person(8, 'Chief')).with(2, person(3, 'Head')), person(500)]);
  expect(second.sent).toEqual(['w3', 'w8', 'w500']);
  expect(second.report).toMatchObject({
    state: 'accepted',
    records: { read: 120, valid: 120, unchanged: 117, new: 1, changed: 2, repeated: 0, absent: 1 },
    requests: { total: 1, accepted: 1 },
  });
  const [body = ''] = stage.entra.accepted().slice(-1);
  const [operation] = (JSON.parse(body) as { Operations: { bulkId: string; data: Record<string, unknown> }[] })
    .Operations;
  expect(operation).toMatchObject({ bulkId: '4', data: { userName: 'user3', title: 'Head', active: true } });
  const third = await take([...people(119).with(7, person(8, 'Chief')).with(2, person(3, 'Head')), person(500)]);
  expect([third.report.state, third.sent]).toEqual(['unchanged', []]);
  const fourth = await take(
    [...people(119).with(7, person(8, 'Chief')).with(2, person(3, 'Head')), person(500)].reverse(),
  );
  expect([fourth.report.state, fourth.sent, fourth.report.requests]).toEqual([
    'unchanged',
    [],
    { total: 0, accepted: 0 },
  ]);
});

thorough('a record that is rejected keeps what Entra was given: mended as it was, it is not sent', async () => {
  await stage.startHost();
  await take(people(100));
  const broken = await take([...people(100), person(5, 'Chief')]); // two records that contradict one another
  expect(broken.report.records).toMatchObject({ valid: 99, rejected: 2, unchanged: 99, absent: 0 });
  expect(broken.sent).toEqual([]);
  const mended = await take(people(100));
  expect(mended.sent).toEqual([]);
});

thorough(
  'after a file that failed, who was given something else is changed, and who may have been is sent again',
  async () => {
    const host = await stage.startHost();
    await take(people(100));
    stage.entra.fault = (number) => (number > 3 ? { status: 403 } : undefined);
    const failed = await take(people(100).map((_, index) => person(index + 1, 'Chief')));
    expect(failed.report.state).toBe('failed');
    const taken = addTaken(new Map(), stage.entra.accepted());
    const claims = await until('the store to move', async () => {
      const current = await compareStore(stage.connectionString, changes, taken); // its report comes before
      return current.unknown > 0 ? current : undefined;
    });
    expect(claims).toEqual({ ...exactClaims, unknown: 50 }); // may have been in flight
    stage.entra.fault = () => undefined;
    const next = await take(people(100).with(0, person(1, 'Head')));
    expect(next.sent).toHaveLength(100);
    expect(next.report.records).toMatchObject({ unchanged: 0, changed: 50, repeated: 50 });
    await stage.write('ingestion-state', 'employees/people', 'damaged');
    expect((await take(people(100).with(0, person(1, 'Boss')))).sent).toHaveLength(100);
    expect((await take(people(100).with(0, person(1, 'Lead')))).sent).toEqual(['w1']);
    host.signal('SIGKILL');
    await host.ended;
    await stage.mappings.write('employees.json', JSON.stringify(mapping('employees', { send: 'all' })));
    await stage.startHost();
    // docs/operating.md, "Send everybody again": the same file under a mapping that sends all
    expect((await take(people(100).with(0, person(1, 'Lead')))).sent).toHaveLength(100);
    await stage.mappings.write('employees.json', JSON.stringify(changes));
  },
);

thorough(
  'a file that failed in the middle goes on where it stopped, and the next one is compared with it',
  async () => {
    await stage.startHost();
    await take(people(300));
    const chiefs = people(300).map((record, index) => (index < 200 ? person(index + 1, 'Chief') : record));
    const calls = stage.entra.answers.length;
    stage.entra.fault = (number) => (number > calls + 1 ? { status: 403 } : undefined); // after its first request
    const failed = await take(chiefs);
    expect([failed.report.state, failed.sent.length]).toEqual(['failed', 50]);
    stage.entra.fault = () => undefined;
    const before = stage.entra.accepted().length;
    const settings = { HrStorage: stage.connectionString, MAPPINGS: stage.mappings.path };
    expect((await csv2scim(['resume', failed.report.ingestionId], settings)).code).toBe(0);
    const resumed = await stage.report(failed.report.etag, ({ state }) => state === 'accepted');
    expect(resumed).toMatchObject({ records: { changed: 200, unchanged: 100 }, requests: { total: 4, accepted: 4 } });
    expect(externalIdsIn(stage.entra.accepted().slice(before))).toHaveLength(150);
    expect((await take(chiefs.with(250, person(251, 'Head')))).sent).toEqual(['w251']);
  },
);

test('a superseded file costs nothing but what was in flight', async () => {
  const host = await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '8' });
  await stage.drop('employees/superseded-a.csv', csvOf(people(1000)));
  await until('half of its requests', () => stage.entra.accepted().length >= 8 || undefined);
  await sleep(1100); // a blob's last-modified counts in seconds
  const newer = await stage.drop('employees/superseded-b.csv', csvOf(people(1000).with(999, person(1000, 'Chief'))));
  expect((await stage.report(newer)).state).toBe('accepted');
  expect(stage.entra.accepted().length).toBeLessThanOrEqual(21);
  const taken = addTaken(new Map(), stage.entra.accepted());
  expect(await compareStore(stage.connectionString, changes, taken)).toEqual(exactClaims);
  expect(new Set(externalIdsIn(stage.entra.accepted())).size).toBe(1000);
  host.signal('SIGTERM');
  await host.ended;
});

/**
 * Starts a host with a partial feed, and gives what drops a file of it and waits for its report.
 */
async function startPartialFeed() {
  await stage.mappings.write(
    'partial.json',
    JSON.stringify(mapping('partial', { send: 'changes', content: 'partial' })),
  );
  await stage.startHost();
  return async (name: string, records: string[][]) =>
    stage.report(await stage.drop(`partial/${name}.csv`, csvOf(records)));
}

thorough(
  'a file that failed in the middle, and was followed by another, sends who may not have it when it is resumed',
  async () => {
    const drop = await startPartialFeed();
    await drop('a', people(200));
    const calls = stage.entra.answers.length;
    stage.entra.fault = (number) => (number > calls + 1 ? { status: 403 } : undefined);
    const chiefs = people(200).map((_, index) => person(index + 1, 'Chief'));
    const failed = await drop('b', chiefs);
    stage.entra.fault = () => undefined;
    await drop('c', [person(1, 'Head')]);
    const before = stage.entra.accepted().length;
    const settings = { HrStorage: stage.connectionString, MAPPINGS: stage.mappings.path };
    expect((await csv2scim(['resume', failed.ingestionId], settings)).code).toBe(0);
    await stage.report(failed.etag, ({ state }) => state === 'accepted');
    expect(new Set(externalIdsIn(stage.entra.accepted().slice(before))).size).toBe(151);
  },
);

thorough(
  'of a partial feed, whoever was disabled by a file that failed, or may have been, is sent with their next file',
  async () => {
    const drop = await startPartialFeed();
    await drop('a', people(120));
    const calls = stage.entra.answers.length;
    stage.entra.fault = (number) => (number > calls + 1 ? { status: 403 } : undefined);
    const left = people(120).map((record) => record.with(1, 'Left'));
    expect((await drop('b', left)).state).toBe('failed'); // some are disabled now
    stage.entra.fault = () => undefined;
    await drop('c', people(10, 500));
    const before = stage.entra.accepted().length;
    await drop('d', people(120));
    expect(externalIdsIn(stage.entra.accepted().slice(before))).toHaveLength(120);
  },
);

thorough(
  'one person whom Entra refuses fails the file, as the contract has it, and nobody else is sent again for that',
  async () => {
    await stage.startHost();
    await take(people(200));
    const calls = stage.entra.answers.length;
    stage.entra.fault = (number) => (number > calls ? { status: 400 } : undefined);
    const wrong = people(200).with(7, person(8, 'Chief'));
    expect((await take(wrong)).report).toMatchObject({ state: 'failed', reasons: [{ code: 'nothing_accepted' }] });
    stage.entra.fault = () => undefined;
    expect((await take(wrong.with(9, person(10, 'Head')))).sent).toEqual(['w8', 'w10']);
  },
);

thorough('what is kept of a failed file may get lost: resumed, it is read anew', async () => {
  await stage.startHost();
  await take(people(200));
  const calls = stage.entra.answers.length;
  stage.entra.fault = (number) => (number > calls + 1 ? { status: 403 } : undefined);
  const failed = await take(people(200).map((_, index) => person(index + 1, 'Chief')));
  stage.entra.fault = () => undefined;
  const settings = { HrStorage: stage.connectionString, MAPPINGS: stage.mappings.path };
  await stage.write('ingestion-state', `employees/${failed.report.ingestionId}/planned`, 'lost');
  const ofThis = ({ ingestionId }: Report): boolean => ingestionId === failed.report.ingestionId;
  expect((await csv2scim(['resume', failed.report.ingestionId], settings)).code).toBe(0);
  await stage.report(
    failed.report.etag,
    (report) => ofThis(report) && report.reasons.some(({ code }) => code === 'unusable_state'),
  );
  await until('its end', async () => ((await stage.leases()) === 0 ? true : undefined));
  expect((await csv2scim(['resume', failed.report.ingestionId], settings)).code).toBe(0);
  await stage.report(failed.report.etag, ({ state }) => state === 'accepted');
  expect((await take(people(200).map((_, index) => person(index + 1, index === 0 ? 'Head' : 'Chief')))).sent).toEqual([
    'w1',
  ]);
});

thorough('of a partial feed, people who are in no file stay known', async () => {
  await stage.mappings.write(
    'partial.json',
    JSON.stringify(mapping('partial', { send: 'changes', content: 'partial' })),
  );
  await stage.startHost();
  const drop = async (name: string, records: string[][]) => {
    const before = stage.entra.accepted().length;
    const report = await stage.report(await stage.drop(`partial/${name}.csv`, csvOf(records)));
    return { report, sent: externalIdsIn(stage.entra.accepted().slice(before)) };
  };
  await drop('a', people(60));
  expect((await drop('b', people(10, 61))).sent).toHaveLength(10);
  expect((await drop('c', [person(5), person(65), person(70, 'Chief')])).sent).toEqual(['w70']);
});

thorough('a file that was read while another was being sent is compared with what that one left', async () => {
  await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '8' });
  await take(people(500));
  const chiefs = stage.drop('employees/x.csv', csvOf(people(500).map((_, index) => person(index + 1, 'Chief'))));
  const slow = await stage.report(await chiefs, ({ state }) => state === 'uploading');
  const before = stage.entra.accepted().length;
  const newer = await stage.report(await stage.drop('employees/y.csv', csvOf(people(500).with(0, person(1, 'Head')))));
  expect(newer.state).toBe('accepted');
  expect(slow.ingestionId < newer.ingestionId || slow.blob < newer.blob).toBe(true);
  // some became chiefs meanwhile: these are sent as the newer file has them
  expect(stage.entra.accepted().length).toBeGreaterThan(before);
  stage.entra.runCycles();
  const titles = [...(stage.entra.tenant.jobs[0]?.accounts ?? [])].map(([id, { attributes }]) => [
    id,
    attributes.title,
  ]);
  expect(new Map(titles as [string, unknown][])).toEqual(
    new Map(people(500).map(([id = ''], index) => [id, index === 0 ? 'Head' : 'Clerk'])),
  );
});

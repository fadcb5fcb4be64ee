import { setTimeout as sleep } from 'node:timers/promises';
import { csv2scim } from '../../support/cli';
import { csvOf, mapping, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
const partial = mapping('partial', { content: 'partial', safeguards: {} });
beforeAll(async () => {
  stage = await setStage(
    mapping('employees', { safeguards: { maxRecordDropPercent: 100 } }),
    partial,
    mapping('other', { safeguards: {} }),
    mapping('lenient'),
  );
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

/** A blob's last-modified counts in seconds. */
const nextSecond = () => sleep(1100);
const csv = (count: number, from = 1) => csvOf(people(count, from));
const reasonOf = ({ reasons }: { reasons: readonly { code: string }[] }) => reasons.map(({ code }) => code).join();

thorough('a newer file of a full feed stops the older one, and is sent whole', async () => {
  await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '8' });
  const older = await stage.drop('employees/a.csv', csv(6000)); // 75 seconds' requests, so that the newer one meets it
  await until('its first requests', () => (stage.entra.accepted().length >= 8 ? true : undefined));
  await nextSecond();
  const newer = await stage.drop('employees/b.csv', csv(610));
  expect(reasonOf(await stage.report(older))).toBe('newer_file');
  expect((await stage.report(older)).state).toBe('superseded');
  expect(await stage.report(newer)).toMatchObject({ state: 'accepted', requests: { total: 13, accepted: 13 } });
  const sent = externalIdsIn(stage.entra.accepted());
  expect(new Set(sent.slice(-610)).size).toBe(610); // nothing of the older one came after it
});

test('an older version that arrives late is superseded at once', async () => {
  const older = await stage.drop('employees/z.csv', csv(10));
  await nextSecond();
  const newer = await stage.drop('employees/a.csv', csv(11)); // delivered first
  await stage.startHost();
  expect((await stage.report(newer)).state).toBe('accepted');
  expect(await stage.report(older)).toMatchObject({ state: 'superseded', reasons: [{ code: 'newer_file' }] });
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(11);
});

test('the same content again sends nothing, until something else was sent', async () => {
  const host = await stage.startHost();
  await stage.report(await stage.drop('employees/a.csv', csv(60)));
  expect(await stage.report(await stage.drop('employees/b.csv', csv(60)))).toMatchObject({
    state: 'unchanged',
    requests: { total: 2, accepted: 0 },
    acceptedAt: null,
  });
  await until('its event', () => (host.output().includes('HrFileUnchanged') ? true : undefined)); // its report comes before
  expect(stage.entra.accepted()).toHaveLength(2);
  expect((await stage.report(await stage.drop('employees/c.csv', csv(61)))).state).toBe('accepted');
  expect((await stage.report(await stage.drop('employees/d.csv', csv(60)))).state).toBe('accepted');
});

thorough('the same content is sent again when another file of the feed was begun since', async () => {
  const host = await stage.startHost();
  await stage.report(await stage.drop('lenient/a.csv', csv(60)));
  stage.entra.fault = (number) => (number > 3 ? { status: 403 } : undefined); // after one request of the next file
  expect(
    (
      await stage.report(
        await stage.drop('lenient/b.csv', csvOf(people(90).map(([id]) => person(Number(id?.slice(1)), 'Chief')))),
      )
    ).state,
  ).toBe('failed');
  stage.entra.fault = () => undefined;
  expect((await stage.report(await stage.drop('lenient/c.csv', csv(60)))).state).toBe('accepted');
  host.signal('SIGTERM');
});

test('files of a partial feed go in order: one that is held stops the later ones until it is discarded', async () => {
  await stage.startHost();
  await stage.report(await stage.drop('partial/a.csv', csv(100)));
  await nextSecond();
  const leavers = people(40).map((record) => record.with(1, 'Left'));
  const held = await stage.report(await stage.drop('partial/c.csv', csvOf(leavers)));
  expect(held.state).toBe('held');
  await nextSecond();
  const later = await stage.drop('partial/b.csv', csv(1, 200));
  const waiting = await stage.report(later, ({ state }) => state === 'waiting');
  expect(waiting.reasons).toEqual([{ code: 'older_held', message: expect.stringContaining(held.ingestionId) }]);
  expect((await csv2scim(['discard', held.ingestionId], { HrStorage: stage.connectionString })).code).toBe(0);
  expect((await stage.report(later)).state).toBe('accepted');
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(101);
});

thorough('files of a partial feed go by their last-modified, whatever order their events come in', async () => {
  const second = ['x', 'b', 'y', 'a'];
  const etags: string[] = [];
  for (const [index, name] of second.entries()) {
    etags.push(await stage.drop(`partial/${name}.csv`, csv(1, index + 1)));
    await nextSecond();
  }
  await stage.startHost(); // delivers them by name
  for (const etag of etags) expect((await stage.report(etag)).state).toBe('accepted');
  expect(externalIdsIn(stage.entra.accepted())).toEqual(['w1', 'w2', 'w3', 'w4']);
});

thorough.each([
  ['employees', 'superseded'],
  ['partial', 'failed'],
])('a held file of %s that is replaced ends %s', async (feed, state) => {
  await stage.startHost();
  await stage.report(await stage.drop(`${feed}/a.csv`, csv(100)));
  const leavers = people(100).map((record, index) => (index < 40 ? record.with(1, 'Left') : record));
  const held = await stage.drop(`${feed}/b.csv`, csvOf(leavers));
  expect((await stage.report(held)).state).toBe('held');
  const right = await stage.drop(`${feed}/b.csv`, csv(101));
  expect((await stage.report(right)).state).toBe('accepted');
  expect(await stage.report(held, (report) => report.state !== 'held')).toMatchObject({
    state,
    reasons: [{ code: 'blob_replaced' }],
  });
});

thorough('under a changed mapping what was held starts anew, and what had ended is left alone', async () => {
  const host = await stage.startHost();
  const ended = await stage.drop('other/a.csv', csv(100));
  await stage.report(ended);
  const held = await stage.drop('other/b.csv', csv(60));
  const before = await stage.report(held);
  expect(before.state).toBe('held');
  host.signal('SIGKILL');
  await host.ended;
  const lenient = { safeguards: { maxLeaversPercent: 100, maxRecordDropPercent: 100 } };
  await stage.mappings.write('other.json', JSON.stringify(mapping('other', lenient)));
  stage.entra.forget();
  await stage.startHost(); // delivers both again
  const anew = await stage.report(held, ({ state }) => state === 'accepted');
  expect(anew.ingestionId).not.toBe(before.ingestionId);
  expect(await stage.report(held, ({ ingestionId }) => ingestionId === before.ingestionId)).toMatchObject({
    state: 'superseded',
    reasons: [{ code: 'mapping_changed' }],
  });
  expect(await stage.reports(ended)).toBe(1);
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(60);
});

import { csv2scim } from '../../support/cli';
import { columns, csvOf, mapping, people } from '../../support/files';
import { type RefusingEntra, startRefusingEntra } from '../../support/refusingEntra';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { fewOf, thorough } from '../../support/tiers';
import { until } from '../../support/until';

const feeds = Array.from({ length: 20 }, (_, index) => `feed-${index}`);
const standard = { safeguards: {} };
const anyRejected = { safeguards: { maxRejectedPercent: 100 } };
let stage: Stage;
let host: Awaited<ReturnType<Stage['startHost']>>;
let front: RefusingEntra;
const free = [...feeds];
beforeAll(async () => {
  stage = await setStage(...feeds.map((feed) => mapping(feed, standard)), mapping('lenient', anyRejected));
  front = await startRefusingEntra(stage.entra.origin, (body) =>
    body.includes('"bad title"') ? { status: 400, message: 'a bad title' } : undefined,
  );
  host = await stage.startHost({ GRAPH_ENDPOINT: front.origin });
});
afterAll(async () => {
  await stage.close();
  await front.stop();
});
beforeEach(() => stage.entra.forget());

const feedOfItsOwn = (): string => free.pop() ?? '';
const status = columns.indexOf('Status');
const title = columns.indexOf('JobTitle');
const inactive = (record: string[]): string[] => record.with(status, 'Left');
const untitled = (record: string[]): string[] => record.with(title, '');
const broken = (record: string[]): string[] => record.with(0, '');

/** The first so many of the records changed, the others as they are. */
const first = (count: number, change: (record: string[]) => string[], records: string[][]): string[][] =>
  records.map((record, index) => (index < count ? change(record) : record));

const ingest = async (feed: string, name: string, records: string[][]) =>
  stage.report(await stage.drop(`${feed}/${name}.csv`, csvOf(records)));

const codes = ({ reasons }: { reasons: readonly { code: string }[] }): string[] => reasons.map(({ code }) => code);

type Case = [what: string, before: string[][] | undefined, now: string[][], codes: string[]];
const hundred = people(100);
const cases: Case[] = [
  ['a first file with 3 of 5 inactive', undefined, first(3, inactive, people(5)), ['first_file']],
  ['more than 5 % rejected', undefined, first(2, broken, people(20)), ['max_rejected_percent']],
  ['11 of 100 switched off', hundred, first(11, inactive, hundred), ['max_leavers_percent']],
  ['11 of 100 gone', hundred, hundred.slice(11), ['max_leavers_percent']],
  ['6 of 100 active again', first(6, inactive, hundred), hundred, ['max_returners_percent']],
  ['3 of 10 gone', people(10), people(7), ['max_record_drop_percent']],
  ['a column emptied for 6 of 10', people(10), first(6, untitled, people(10)), ['emptied_column']],
];

test.each(fewOf(3, cases))('%s is held, and nothing is sent', async (_, before, now, expected) => {
  const feed = feedOfItsOwn();
  if (before !== undefined) expect((await ingest(feed, 'before', before)).state).toBe('accepted');
  stage.entra.forget();
  const report = await ingest(feed, 'now', now);
  expect({ state: report.state, codes: codes(report) }).toEqual({ state: 'held', codes: expected });
  expect(stage.entra.answers).toHaveLength(0);
  expect(JSON.stringify(report.reasons)).not.toMatch(/w\d|user\d|Last\d/);
  await until('the event', () => host.output().includes(`HrFileHeld {"properties":{"feed":"${feed}"`) || undefined);
});

const passing: Case[] = [
  ['a first file with 4 people, all inactive', undefined, first(4, inactive, people(4)), []],
  ['a first file with half inactive', undefined, first(5, inactive, people(10)), []],
  ['5 of 100 active again', first(5, inactive, hundred), hundred, []],
  ['5 % rejected', undefined, first(1, broken, people(20)), []],
  ['10 of 100 switched off', hundred, first(10, inactive, hundred), []],
  ['a column emptied for half', people(10), first(5, untitled, people(10)), []],
];

test.each(fewOf(1, passing))('%s is sent', async (_, before, now) => {
  const feed = feedOfItsOwn();
  if (before !== undefined) await ingest(feed, 'before', before);
  expect((await ingest(feed, 'now', now)).state).toBe('accepted');
});

thorough('people whose records are rejected have not left, and are remembered', async () => {
  expect((await ingest('lenient', 'before', hundred)).state).toBe('accepted');
  const tooLarge = (record: string[]): string[] => record.with(title, 'x'.repeat(1024 * 1024));
  const rejected = await ingest('lenient', 'now', first(12, tooLarge, hundred));
  expect(rejected).toMatchObject({ state: 'accepted', records: { rejected: 12 } });
  const report = await ingest('lenient', 'later', hundred.slice(12));
  expect({ state: report.state, codes: codes(report) }).toEqual({ state: 'held', codes: ['max_leavers_percent'] });
  expect((await ingest('lenient', 'unnamed', first(12, broken, hundred))).state).toBe('accepted'); // any of them may be those
});

test('a release holds for exactly that content: another file is held again', async () => {
  const feed = feedOfItsOwn();
  await ingest(feed, 'before', hundred);
  const { ingestionId, etag } = await ingest(feed, 'held', hundred.slice(20));
  const other = await ingest(feed, 'other', hundred.slice(30));
  expect(other.state).toBe('held');
  stage.entra.forget();
  const settings = { HrStorage: stage.connectionString };
  expect(await csv2scim(['release', ingestionId], settings)).toMatchObject({ code: 0, stderr: '' });
  expect((await stage.report(etag, ({ state }) => state === 'accepted')).requests.accepted).toBe(2);
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(80);
  expect((await stage.report(other.etag)).state).toBe('held');
  expect((await csv2scim(['release', ingestionId], settings)).code).toBe(2);
  expect((await csv2scim(['discard', other.ingestionId], settings)).code).toBe(0);
  expect(await stage.report(other.etag)).toMatchObject({ state: 'rejected', reasons: [{ code: 'discarded' }] });
  expect((await csv2scim(['discard', other.ingestionId], settings)).code).toBe(2);
});

thorough(
  'a file of which Entra refuses more than maxRejectedPercent is held on its way, and goes on after a release',
  async () => {
    const feed = feedOfItsOwn();
    const long = people(2500).map((record, index) => (index % 10 === 5 ? record.with(title, 'bad title') : record));
    const report = await ingest(feed, 'refused', long);
    expect(report).toMatchObject({ state: 'held', reasons: [{ code: 'max_rejected_percent' }] });
    const before = report.requests.accepted;
    expect(before).toBeLessThan(50);
    await csv2scim(['release', report.ingestionId], { HrStorage: stage.connectionString });
    expect(await stage.report(report.etag, ({ state }) => state === 'accepted')).toMatchObject({
      records: { valid: 2250, rejected: 250 },
      requests: { total: 50, accepted: 50 },
    });
    expect(stage.entra.people()).toHaveLength(2250);
  },
);

test.each(['release', 'discard', 'resume'])('%s of an id that nobody knows exits 2', async (command) => {
  const settings = { HrStorage: stage.connectionString };
  for (const id of ['20260101T000000Z-00000000', '../../x', 'nonsense']) {
    const { code, stderr } = await csv2scim([command, id], settings);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('no ingestion') });
  }
});

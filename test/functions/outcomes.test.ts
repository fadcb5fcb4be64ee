import { parse } from 'csv-parse/sync';
import type { Report } from '../../lib/ingestion/reports/report';
import type { Child } from '../support/child';
import { columns, csvOf, mapping, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { thorough } from '../support/tiers';

let stage: Stage;
let host: Child;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { send: 'changes', resendAllEveryDays: 100_000_000 }));
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  host = await stage.startHost();
});

let files = 0;
const take = async (records: string[][]): Promise<Report> =>
  stage.report(await stage.drop(`employees/${String(++files).padStart(3, '0')}.csv`, csvOf(records)));

type Row = Record<'line' | 'externalId' | 'outcome' | 'action' | 'reason' | 'whoActs' | 'errorCode' | 'time', string>;
async function outcomesOf({ feed, ingestionId }: Report): Promise<Row[] | undefined> {
  const text = await stage.read('hr-reports', `${feed}/${ingestionId}/outcomes.csv`);
  return text === undefined ? undefined : parse(text, { columns: true, bom: true });
}
const summarize = async (): Promise<void> => expect(await stage.run(host, 'summarizeCycles')).toBe('done');
const brief = (rows: Row[] | undefined) =>
  rows?.map(({ line, externalId, outcome, whoActs }) => [line, externalId, outcome, whoActs]);

/** The same user name as another person's, which Entra refuses. */
const twin = (id: number, of: number): string[] => person(id).with(2, `user${of}`);

test('what became of each person lies beside the report, what must be done first', async () => {
  const report = await take([
    person(1),
    twin(2, 1),
    person(3),
    person(4),
    person(5).with(1, 'Left'),
    person(3, 'Chief'),
  ]);
  await summarize();
  expect(await outcomesOf(report)).toBeUndefined(); // no answer yet at all
  stage.entra.runCycles();
  await summarize();
  const rows = await outcomesOf(report);
  expect(brief(rows)).toEqual([
    ['4', 'w3', 'rejected', 'HR'],
    ['7', 'w3', 'rejected', 'HR'],
    ['3', 'w2', 'failed', 'HR'],
    ['2', 'w1', 'created', 'nobody'],
    ['5', 'w4', 'created', 'nobody'],
    ['6', 'w5', 'created', 'nobody'],
  ]);
  expect(rows?.[0]?.reason).toMatch(/of the same person/);
  expect(rows?.[2]).toMatchObject({
    action: 'create',
    errorCode: 'AzureActiveDirectoryDuplicateUserPrincipalName',
    reason: expect.stringMatching(/already taken/),
    time: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
  });
});

test('`no answer yet` is told as such, and gives way to the answer', async () => {
  const report = await take(people(3));
  const [job] = stage.entra.tenant.jobs;
  const later = job?.staged.pop();
  stage.entra.runCycles();
  await summarize();
  expect(brief(await outcomesOf(report))).toEqual([
    ['4', 'w3', 'no answer yet', 'nobody'],
    ['2', 'w1', 'created', 'nobody'],
    ['3', 'w2', 'created', 'nobody'],
  ]);
  job?.staged.push(later ?? {});
  stage.entra.runCycles();
  await summarize();
  expect((await outcomesOf(report))?.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
});

thorough('a newer answer replaces an older one, which may have been about what was sent before', async () => {
  await take(people(3));
  const report = await take(people(3).with(1, person(2, 'Chief'))); // before any cycle ran
  const [job] = stage.entra.tenant.jobs;
  const later = job?.staged.pop();
  stage.entra.runCycles();
  await summarize();
  expect(brief(await outcomesOf(report))?.[0]).toEqual(['3', 'w2', 'created', 'nobody']); // of the first file
  job?.staged.push({ ...later, userName: 'user1' });
  stage.entra.runCycles();
  await summarize();
  expect(brief(await outcomesOf(report))?.[0]).toEqual(['3', 'w2', 'failed', 'HR']);
});

thorough('after 48 hours nobody waits any more, and the list of people is deleted', async () => {
  const report = await take(people(3));
  stage.entra.tenant.jobs[0]?.staged.pop();
  stage.entra.runCycles();
  await summarize();
  const list = `employees/${report.ingestionId}/records`;
  expect(await stage.read('ingestion-state', list)).toBeDefined();
  const awaited = JSON.parse((await stage.read('ingestion-state', 'employees/awaited.json')) ?? '{}');
  awaited[report.ingestionId].acceptedAt -= 48 * 60 * 60 * 1000;
  await stage.write('ingestion-state', 'employees/awaited.json', JSON.stringify(awaited));
  await summarize();
  expect(await stage.read('ingestion-state', list)).toBeUndefined();
  expect(brief(await outcomesOf(report))?.[0]).toEqual(['4', 'w3', 'no answer yet', 'identity administrator']);
});

thorough('who is unchanged is told as unchanged', async () => {
  await take(people(60));
  stage.entra.runCycles();
  await summarize();
  const report = await take(people(60).with(0, person(1, 'Chief')));
  stage.entra.runCycles();
  await summarize();
  expect((await outcomesOf(report))?.map(({ outcome }) => outcome)).toEqual([
    'updated',
    ...Array(59).fill('unchanged'),
  ]);
});

thorough(
  'who failed is sent again by the next file of another day, though nothing changed, and the answer goes there',
  async () => {
    await take([...people(20), twin(21, 1)]);
    stage.entra.runCycles();
    await summarize();
    const same = [...people(20), twin(21, 1)];
    expect((await take(same)).state).toBe('unchanged'); // not twice a day
    await dayPasses();
    const report = await take(same);
    expect(report.records).toMatchObject({ unchanged: 20, repeated: 1 });
    expect(externalIdsIn(stage.entra.accepted().slice(-1))).toEqual(['w21']);
    stage.entra.runCycles();
    await summarize();
    expect(brief(await outcomesOf(report))?.[0]).toEqual(['22', 'w21', 'failed', 'HR']);
  },
);

/** The store as it would be a day later: everybody was sent a day earlier. */
async function dayPasses(): Promise<void> {
  const { storeFromBytes, storeToBytes } = await import('../../lib/ingestion/people/store');
  const bytes = await stage.readBytes('ingestion-state', 'employees/people');
  const store = bytes && storeFromBytes(bytes);
  if (store === undefined) throw new Error('no store');
  store.sentAt = store.sentAt.map((minutes) => minutes - 24 * 60);
  await stage.write('ingestion-state', 'employees/people', storeToBytes(store));
}

thorough('columns called line and reason, and a delimiter of its own, are no trouble', async () => {
  const csv = { delimiter: '^' };
  await stage.mappings.write('odd.json', JSON.stringify(mapping('odd', { csv, content: 'partial' })));
  host.signal('SIGKILL');
  await host.ended;
  await stage.breakLeases();
  host = await stage.startHost();
  const header = [...columns, 'line', 'reason'];
  const lines = [header, [...person(1), 'x', 'y'], [...person(2).with(0, ''), 'x', 'y']].map((fields) =>
    fields.join('^'),
  );
  const report = await stage.report(await stage.drop('odd/a.csv', `${lines.join('\n')}\n`));
  stage.entra.runCycles();
  await summarize();
  const text = (await stage.read('hr-reports', `odd/${report.ingestionId}/outcomes.csv`)) ?? '';
  const rows: Row[] = parse(text, { columns: true, bom: true, delimiter: '^' });
  expect(brief(rows)).toEqual([
    ['3', '', 'rejected', 'HR'],
    ['2', 'w1', 'created', 'nobody'],
  ]);
  expect(rows[0]?.reason).toMatch(/externalId is empty/);
});

test('no formula is live in outcomes.csv', async () => {
  const report = await take([person(1).with(0, '=HYPERLINK("http://x","y")'), person(2)]);
  stage.entra.runCycles();
  await summarize();
  const text = (await stage.read('hr-reports', `employees/${report.ingestionId}/outcomes.csv`)) ?? '';
  expect(text).toContain(`"'=HYPERLINK`);
  expect(text).not.toMatch(/(^|,)"?=/m);
});

import { parse } from 'csv-parse/sync';
import { csvOf, eachForItself, mapping, people, person } from '../../support/files';
import { type RefusingEntra, startRefusingEntra } from '../../support/refusingEntra';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';

let stage: Stage;
let front: RefusingEntra;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  front = await startRefusingEntra(stage.entra.origin, (body) => {
    if (body.includes('"bad title"')) return { status: 400, message: '=HYPERLINK("a title is bad")' };
    if (body.includes('"failing title"')) return { status: 500, message: 'an error' };
    return body.includes('"large title"') ? { status: 413, message: '' } : undefined;
  });
  await stage.startHost({ GRAPH_ENDPOINT: front.origin });
});
afterAll(async () => {
  await stage.close();
  await front.stop();
});
beforeEach(() => stage.entra.forget());

const rejectedOf = async (ingestionId: string): Promise<Record<string, string>[]> =>
  parse((await stage.read('hr-reports', `employees/${ingestionId}/rejected.csv`)) ?? '', { bom: true, columns: true });

test('records that Entra refuses singly are found and rejected, and all others are sent', async () => {
  const records = people(160);
  for (const [index, title] of [3, 57, 58, 159].entries())
    records[title] = person(title + 1, index === 1 ? 'large title' : 'bad title');
  records.push(['', 'Active', 'u', 'l', 'f', 't']);
  const report = await stage.report(await stage.drop('employees/refused.csv', csvOf(records)));
  expect(report).toMatchObject({
    state: 'accepted',
    reasons: [],
    records: { read: 161, valid: 156, rejected: 5, duplicates: 0 },
    requests: { total: 4, accepted: 4 },
  });
  const expected = people(160)
    .map(([id]) => id)
    .filter((_, index) => ![3, 57, 58, 159].includes(index));
  expect(stage.entra.people().sort()).toEqual(expected.sort());
  const rejected = await rejectedOf(report.ingestionId);
  expect(rejected.map(({ line }) => line)).toEqual(['5', '59', '60', '161', '162']);
  expect(rejected.map(({ WorkerID }) => WorkerID)).toEqual(['w4', 'w58', 'w59', 'w160', '']);
  expect(rejected[0]?.reason).toMatch(/Entra.*400.*a title is bad/);
  expect(rejected[1]?.reason).toMatch(/413/);
  expect(rejected[4]?.reason).toMatch(/externalId/);
});

test('a record that always gets 500 is rejected alone, also in the last request, and all others are sent', async () => {
  const records = people(150, 2001); // all new, and so in the file's order
  for (const index of [60, 130]) records[index] = person(2001 + index, 'failing title');
  const report = await stage.report(await stage.drop('employees/failing.csv', csvOf(records)));
  expect(report).toMatchObject({ state: 'accepted', reasons: [], records: { read: 150, valid: 148, rejected: 2 } });
  expect(stage.entra.people()).toHaveLength(148);
  const rejected = await rejectedOf(report.ingestionId);
  expect(rejected.map(({ WorkerID }) => WorkerID)).toEqual(['w2061', 'w2131']);
  expect(rejected[0]?.reason).toMatch(/status 500/);
});

thorough('a later request that is refused as a whole is rejected record by record, and the rest is sent', async () => {
  const bad = Array.from({ length: 50 }, (_, index) => person(1051 + index, 'bad title'));
  const records = [...people(50, 1001), ...bad, ...people(20, 1101)];
  const report = await stage.report(await stage.drop('employees/second.csv', csvOf(records)));
  expect(report).toMatchObject({
    state: 'accepted',
    records: { read: 120, valid: 70, rejected: 50, duplicates: 0 },
    requests: { total: 3, accepted: 2 },
  });
  expect(stage.entra.people()).toHaveLength(70);
});

thorough('one record of the first request that is accepted is enough to go on', async () => {
  const bad = Array.from({ length: 49 }, (_, index) => person(1 + index, 'bad title'));
  const records = [...bad, ...people(30, 50)];
  const report = await stage.report(await stage.drop('employees/one.csv', csvOf(records)));
  expect(report).toMatchObject({ state: 'accepted', records: { read: 79, valid: 30, rejected: 49 } });
});

test('when nothing of the first request is accepted, the ingestion is failed and nothing more is sent', async () => {
  const records = [...Array.from({ length: 50 }, (_, index) => person(1 + index, 'bad title')), ...people(100, 51)];
  const report = await stage.report(await stage.drop('employees/nothing.csv', csvOf(records)));
  expect(report).toMatchObject({
    state: 'failed',
    reasons: [{ code: 'nothing_accepted', message: expect.stringMatching(/mapping.*job/) }],
    requests: { total: 3, accepted: 0 },
    acceptedAt: null,
  });
  expect(stage.entra.answers).toHaveLength(0);
});

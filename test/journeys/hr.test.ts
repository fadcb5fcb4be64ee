import { parse } from 'csv-parse/sync';
import { csvOf, mapping, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { safeguards: { maxRejectedPercent: 10 }, send: 'changes' }));
});
afterAll(() => stage.close());

/** The feed's page, once it says something: it is written after the report. */
const page = (wanted: string) =>
  until(`the page to say ${wanted}`, async () => {
    const found = await stage.read('hr-reports', 'employees/latest.html');
    return found?.includes(wanted) ? found : undefined;
  });
const rows = async (path: string): Promise<Record<string, string>[]> =>
  parse((await stage.read('hr-reports', path)) ?? '', { columns: true, bom: true });

test('HR uploads a file, finds what was not taken by line, mends it, and sees what became of each person', async () => {
  const host = await stage.startHost();
  const records = people(40);
  records[9] = ['', 'Active', 'u', 'Nobody', 'Ann', 'Clerk'];
  records[19] = ['W999', 'Retired', 'u19', 'Berg', 'Ann', 'Clerk'];
  const first = await stage.report(await stage.drop('employees/monday.csv', csvOf(records)));
  expect(first).toMatchObject({ state: 'accepted', records: { read: 40, valid: 38, rejected: 2 } });
  const told = await page('38 people were taken, 2 records rejected');
  expect(told).toMatch(/externalId is empty \(column WorkerID\)/);
  const rejected = await rows(`employees/${first.ingestionId}/rejected.csv`);
  expect(rejected.map(({ line }) => line)).toEqual(['11', '21']);
  expect(rejected[1]).toMatchObject({ WorkerID: 'W999', Status: 'Retired', reason: expect.stringContaining('Status') });

  await new Promise((resolve) => setTimeout(resolve, 1100)); // files are ordered by the second
  const mended = await stage.report(await stage.drop('employees/tuesday.csv', csvOf(people(40))));
  expect(mended).toMatchObject({ state: 'accepted', records: { rejected: 0 }, requests: { total: 1 } });
  stage.entra.runCycles();
  expect(await stage.run(host, 'summarizeCycles')).toBe('done');
  const outcomes = await rows(`employees/${mended.ingestionId}/outcomes.csv`);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created', 'unchanged']));
  await page('employees/tuesday.csv');
  expect(stage.entra.people()).toHaveLength(40);
});

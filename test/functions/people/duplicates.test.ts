import { csvOf, eachForItself, mapping, person } from '../../support/files';
import { operationsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { fewOf } from '../../support/tiers';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('reject', eachForItself), mapping('last', { ...eachForItself, duplicates: 'last' }));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const clerk = person(1, 'Clerk');
const chief = person(1, 'Chief');
const other = person(2);
/** Equal for the mapping, since `active` ignores case and outer spaces; not equal as text. */
const sameUser = clerk.map((text) => (text === 'Active' ? ' ACTIVE ' : text));
/** A record of the same person that is itself rejected: its text is too large for one request. */
const rejected = clerk.with(5, 'x'.repeat(1024 * 1024));

type Counts = [read: number, valid: number, rejected: number, duplicates: number];
const cases: [what: string, feed: string, records: string[][], counts: Counts, lines: string[]][] = [
  ['equal ones collapse into the first', 'reject', [other, clerk, clerk, clerk], [4, 2, 0, 2], ['2', '3']],
  ['equal users collapse though their text differs', 'reject', [sameUser, clerk, other], [3, 2, 0, 1], ['2', '4']],
  ['different ones are all rejected', 'reject', [clerk, other, chief], [3, 1, 2, 0], ['3']],
  ['all are rejected when two of three agree', 'reject', [clerk, clerk, chief, other], [4, 1, 3, 0], ['5']],
  ['all are rejected when one is rejected itself', 'reject', [clerk, rejected, other], [3, 1, 2, 0], ['4']],
  ['the last one wins', 'last', [clerk, other, chief], [3, 2, 0, 1], ['3', '4']],
  ['the last one wins over one that is rejected', 'last', [rejected, other, chief], [3, 2, 1, 0], ['3', '4']],
  ['equal ones collapse into the first', 'last', [clerk, clerk, other], [3, 2, 0, 1], ['2', '4']],
];

test.each(fewOf(1, cases))('%s (duplicates: %s)', async (what, feed, records, counts, lines) => {
  const [read, valid, rejectedCount, duplicates] = counts;
  const report = await stage.report(await stage.drop(`${feed}/${what}.csv`, csvOf(records)));
  expect(report).toMatchObject({ state: 'accepted', records: { read, valid, rejected: rejectedCount, duplicates } });
  expect(operationsIn(stage.entra.accepted()).map(({ bulkId }) => bulkId)).toEqual(lines);
});

test('the person is rejected when the last one is rejected (duplicates: last)', async () => {
  const report = await stage.report(await stage.drop('last/rejected.csv', csvOf([clerk, other, rejected])));
  const { read, valid, rejected: rejectedCount, duplicates } = report.records;
  expect({ state: report.state, read, valid }).toEqual({ state: 'accepted', read: 3, valid: 1 });
  expect(rejectedCount + duplicates).toBe(2);
  expect(rejectedCount).toBeGreaterThan(0);
  expect(stage.entra.people()).toEqual(['w2']);
});

test('the line of the record that contradicts is told', async () => {
  const report = await stage.report(await stage.drop('reject/lines.csv', csvOf([clerk, other, chief])));
  const text = await stage.read('hr-reports', `reject/${report.ingestionId}/rejected.csv`);
  const lines = text?.trim().split('\r\n') ?? [];
  expect(lines[1]).toMatch(/"2",".*line 4.*"$/);
  expect(lines[2]).toMatch(/"4",".*line 2.*"$/);
});

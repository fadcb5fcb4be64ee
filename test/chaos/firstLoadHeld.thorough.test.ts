import { csvOf, people } from '../support/files';
import { callsPerDay, size, spendDay, startLargeFeed } from './largeFeed';
import type { PassingTime } from './passingTime';

let time: PassingTime;
beforeAll(async () => {
  time = await startLargeFeed({ send: 'changes', safeguards: {} });
});
afterAll(() => time.close());

test('safeguards compare with whom Entra was given, also while the first load takes days', async () => {
  const { state, sent } = await spendDay(time, 1);
  expect([state, sent.length]).toEqual(['waiting', 50 * callsPerDay]);
  const left = people(size).map((record) => record.with(1, 'Left'));
  const etag = await time.take('employees/002.csv', csvOf(left));
  const report = await time.stage.report(etag);
  const codes = report.reasons.map(({ code }) => code);
  expect([report.state, codes]).toEqual(['held', expect.arrayContaining(['max_leavers_percent'])]);
});

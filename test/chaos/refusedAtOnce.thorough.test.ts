import { csvOf, mapping, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type PassingTime, startPassingTime } from './passingTime';

const hour = 3_600_000;

let time: PassingTime;
beforeAll(async () => {
  time = await startPassingTime(21, mapping('employees', { send: 'changes', resendAllEveryDays: 100_000_000 }));
});
afterAll(() => time.close());

test('a file that the quota refuses before its first call, and that a newer one supersedes, has nobody sent again', async () => {
  const { stage } = time;
  await time.take('employees/1.csv', csvOf(people(1000))); // 20 calls
  await time.take('employees/2.csv', csvOf(people(1000).with(0, person(1, 'Chief')))); // the last one
  const before = stage.entra.accepted().length;
  const refused = await stage.drop('employees/3.csv', csvOf(people(1000).with(0, person(1, 'Head'))));
  const { checkpoint } = await time.goOn('employees/3.csv', refused);
  expect(checkpoint).toMatchObject({ state: 'waiting', reasons: [{ code: 'quota_spent' }], accepted: 0 });
  time.pass(25 * hour);
  const last = await time.take('employees/4.csv', csvOf(people(1000).with(1, person(2, 'Head'))));
  const report = await stage.report(last);
  expect(report.records).toMatchObject({ changed: 2 });
  const sent = externalIdsIn(stage.entra.accepted().slice(before));
  expect(sent.slice(0, 2)).toEqual(['w1', 'w2']);
  expect(sent.length).toBeLessThan(30); // but for those whose refresh is due
  await time.goOn('employees/3.csv', refused);
  expect((await stage.report(refused)).state).toBe('superseded');
});

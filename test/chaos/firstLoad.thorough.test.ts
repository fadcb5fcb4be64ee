import { companyOn, size, spendDay, startLargeFeed } from './largeFeed';
import type { PassingTime } from './passingTime';

let time: PassingTime;
beforeAll(async () => {
  time = await startLargeFeed({ send: 'changes' });
});
afterAll(() => time.close());

test('a first load of more people than the day has calls comes to its end under daily files, and stays so', async () => {
  const known = new Set<string>();
  let accepted = 0;
  for (let number = 1; number <= 16; number++) {
    const { state, sent } = await spendDay(time, number);
    for (const id of sent) known.add(id);
    if (accepted > 0) expect([number, state]).toEqual([number, 'accepted']); // every later file ends on its day
    if (state === 'accepted') accepted ||= number;
  }
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThanOrEqual(12);
  expect(known.size).toBe(size);
  time.stage.entra.runCycles();
  const titles = [...(time.stage.entra.tenant.jobs[0]?.accounts.values() ?? [])].map(
    ({ attributes }) => attributes.title,
  );
  expect(titles.sort()).toEqual(
    companyOn(16)
      .map((record) => record[5])
      .sort(),
  );
});

import { callsPerDay, size, spendDay, startLargeFeed } from './largeFeed';
import type { PassingTime } from './passingTime';

let time: PassingTime;
beforeAll(async () => {
  time = await startLargeFeed({ send: 'all' });
});
afterAll(() => time.close());

test('with `send: all` nobody is sent twice before everybody was sent once', async () => {
  const counts = new Map<string, number>();
  const days = Math.ceil(size / 50 / callsPerDay);
  for (let number = 1; number <= days + 1; number++) {
    for (const id of (await spendDay(time, number)).sent) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (number < days - 1) expect(counts.size).toBeLessThan(size);
  }
  expect(counts.size).toBe(size);
});

import { callsPerDay, size, spendDay, startLargeFeed } from './largeFeed';
import type { PassingTime } from './passingTime';

let time: PassingTime;
beforeAll(async () => {
  time = await startLargeFeed({ send: 'all' });
});
afterAll(() => time.close());

test('with `send: all` nobody is sent twice before everybody was sent once, but for whoever changed', async () => {
  const sentOnce = new Set<string>();
  const days = Math.ceil(size / (50 * callsPerDay - 2 * (size / 100)));
  for (let number = 1; number <= days + 1; number++) {
    const changed = (id: string): boolean =>
      [number % 100, (number - 1) % 100].includes((Number(id.slice(1)) - 1) % 100);
    const { sent } = await spendDay(time, number);
    const again = sent.filter((id) => sentOnce.has(id) && !changed(id));
    for (const id of sent) sentOnce.add(id);
    if (sentOnce.size < size) expect([number, again]).toEqual([number, []]);
  }
  expect(sentOnce.size).toBe(size);
});

import { forecastQuota } from '../../lib/preview/forecast';

const limits = { callsPerDay: 2000, callsPer5Seconds: 40 };
const ledger = (calls: number) => ({ blocks: [], waiting: [], spent: [{ calls, leaves: 2 }] });

test.each([
  [0, 0, 0, 0],
  [1, 0, 0.1, 0.1],
  [2000, 0, 100, 0.1],
  [2001, 0, 100.1, 24.1],
  [7000, 0, 350, 72.1],
  [100, 2000, 5, 24.1],
  [100, 1900, 5, 0.1],
])('%i requests with %i calls spent: %f percent of the day, %f hours', (requests, spent, percent, hours) => {
  const found = forecastQuota(requests, ledger(spent) as never, limits, 1);
  expect([found.percent, found.hours, found.callsInLast24Hours]).toEqual([percent, hours, spent]);
});

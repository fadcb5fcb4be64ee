import { isBroken, measuresOf, starvedAmong } from '../../bench/tenant/measures';
import type { Scenario } from '../../bench/tenant/scenarios';
import { simulate } from '../../bench/tenant/simulate';

const scenario: Scenario = {
  title: 'twenty small feeds, all sent whole on the first morning',
  callsPerDay: 500,
  people: [1000, 3000],
  send: 'changes',
  goLive: 1,
};

test('twenty feeds share a quota that they spend to the last call; each comes to its end', async () => {
  const measures = measuresOf(await simulate(scenario, 3));
  expect(isBroken(measures)).toBe(false);
  expect(measures.mostIn5Seconds).toBe(40);
  expect(measures.mostIn24Hours).toBeGreaterThan(490);
  expect(measures.refusals).toBeGreaterThan(0);
  expect(starvedAmong(measures)).toEqual([]);
  for (const { files, finished } of measures.feeds) expect(finished).toBeGreaterThanOrEqual(files - 1);
});

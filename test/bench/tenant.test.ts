import { isBroken, measuresOf, starvedAmong } from '../../bench/tenant/measures';
import type { Scenario } from '../../bench/tenant/scenarios';
import { simulate } from '../../bench/tenant/simulate';

const scenario: Scenario = {
  title: 'twenty small feeds, all sent whole on the first morning',
  callsPerDay: 1000,
  people: [1000, 8000],
  send: 'changes',
  goLive: 1,
};

test('twenty feeds share a quota that they spend to the last call; each comes to its end, however fast the machine is', async () => {
  const [measures, again] = (await Promise.all([simulate(scenario, 3), simulate(scenario, 3)])).map(measuresOf);
  expect(again).toEqual(measures);
  if (measures === undefined) throw new Error('nothing was measured');
  expect(isBroken(measures)).toBe(false);
  expect(measures.mostIn5Seconds).toBe(40);
  expect(measures.mostIn24Hours).toBeGreaterThan(990);
  expect(measures.refusals).toBeGreaterThan(0);
  expect(starvedAmong(measures)).toEqual([]);
  for (const { files, finished } of measures.feeds) expect(finished).toBeGreaterThanOrEqual(files - 1);
});

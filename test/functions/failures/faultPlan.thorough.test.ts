import { createFaultPlan } from '../../../local/entra/faults/faultPlan';
import { csvOf, eachForItself, mapping, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

/** Seeds, and what they let happen before 600 people are through. */
const seeds: readonly [number, RegExp[]][] = [
  [1, [/status 503/, /is reset/, /status 429/]],
  [2, [/status 503/, /is reset/, /status 429/, /without an answer/]],
];

test.each(seeds)('600 people arrive whole, though many calls fail, each in its way (seed %i)', async (seed, faults) => {
  const told: string[] = [];
  const plan = createFaultPlan(`seed ${seed}; every 5: 503; 20%: reset; 10%: drop; every 7: 429 retry-after 0`, {
    onFault: (words) => void told.push(words),
  });
  stage.entra.fault = plan.fault;
  const records = people(600, seed * 1000);
  const report = await stage.report(await stage.drop(`employees/seed${seed}.csv`, csvOf(records)));
  expect(report).toMatchObject({
    state: 'accepted',
    reasons: [],
    records: { read: 600, valid: 600, rejected: 0, duplicates: 0 },
    requests: { total: 12, accepted: 12 },
  });
  expect(stage.entra.people().toSorted()).toEqual(records.map(([id]) => id).toSorted());
  for (const fault of faults) expect(told).toContainEqual(expect.stringMatching(fault));
});

import { csvOf, people } from '../support/files';
import { operationsIn } from '../support/requests';
import { type PassingTime, type Step, startPassingTime } from './passingTime';
import { full } from './scale';

const [records, callsPerDay] = full ? [350_000, 2000] : [4000, 22];
const day = 24 * 3_600_000;

let time: PassingTime;
/** When each call came, by the app's clock. */
const calls: number[] = [];
beforeAll(async () => {
  time = await startPassingTime(callsPerDay);
});
afterAll(() => time.close());

const reasonsOf = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap(({ checkpoint }) => checkpoint.reasons.map(({ code }) => code))),
];

/** The most calls in any time of that length. */
function mostIn(window: number): number {
  let [most, first] = [0, 0];
  for (const [index, time] of calls.entries()) {
    while ((calls[first] as number) <= time - window) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

test(`${records} records under ${callsPerDay} calls a day end days later, complete and in order`, async () => {
  const { stage, run, now } = time;
  stage.entra.fault = () => void calls.push(now());
  const steps = await run('employees/long.csv', csvOf(people(records)));
  const requests = records / 50;
  expect(steps.at(-1)?.checkpoint).toMatchObject({ state: 'accepted', accepted: requests, acceptedRecords: records });
  const waits = steps.slice(0, -1);
  expect(waits.map(({ checkpoint }) => checkpoint.state)).toEqual(waits.map(() => 'waiting'));
  expect(reasonsOf(steps)).toEqual(['quota_spent']);
  for (const { checkpoint } of waits) expect(checkpoint.reasons[0]?.message).toContain(checkpoint.due?.slice(0, 16));

  expect(calls).toHaveLength(requests); // none twice
  expect(mostIn(day)).toBeLessThanOrEqual(callsPerDay);
  expect(mostIn(5000)).toBeLessThanOrEqual(40);
  const took = (now() - (calls[0] as number)) / day;
  expect(took).toBeGreaterThan(Math.floor(requests / callsPerDay) - 0.1);
  expect(took).toBeLessThan(Math.ceil(requests / callsPerDay));
  const bodies = stage.entra.accepted();
  const order = bodies.map((body) => (Number(operationsIn([body])[0]?.bulkId) - 2) / 50);
  expect(new Set(order).size).toBe(requests);
  for (const [place, number] of order.entries()) expect(Math.abs(place - number)).toBeLessThanOrEqual(40);
  process.stdout.write(`${requests} requests in ${took.toFixed(2)} days, ${steps.length} invocations\n`);
});

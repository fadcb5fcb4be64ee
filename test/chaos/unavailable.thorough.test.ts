import { csvOf, eachForItself, mapping, people } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type PassingTime, startPassingTime } from './passingTime';

const [minute, hour] = [60_000, 3_600_000];
const day = 24 * hour;
const records = people(3000);
const everybody = records.map(([id]) => id).sort();

let time: PassingTime;

beforeAll(async () => {
  time = await startPassingTime(2000, mapping('employees', eachForItself));
});
afterAll(() => time.close());
beforeEach(() => {
  time.stage.entra.forget();

  time.pass(2 * day); // the quota is whole again
});

test('a day of nothing but 500 costs at most 190 calls; then the file goes on and ends accepted', async () => {
  const { stage, run, now } = time;
  const began = now();
  const arrivals: number[] = [];
  stage.entra.fault = (number) => {
    arrivals.push(now());
    return number > 5 && now() < began + day ? { status: 500 } : undefined;
  };
  const steps = await run('employees/down.csv', csvOf(records));
  expect(steps.at(-1)?.checkpoint).toMatchObject({ state: 'accepted', accepted: 60, refused: [] });
  const during = arrivals.filter((at) => at < began + day);
  expect(during.length).toBeLessThanOrEqual(190);
  const probes = during.slice(-100);
  for (const [index, at] of probes.entries())
    if (index > 0) expect(at - (probes[index - 1] ?? 0)).toBeGreaterThanOrEqual(10 * minute);
  const tried = stage.entra.answers.filter(({ status }) => status === 500).map(({ call }) => call.body);
  expect(new Set(tried.slice(-40)).size).toBeGreaterThanOrEqual(38); // another one each time, but after a lost answer
  const sent = externalIdsIn(stage.entra.accepted());
  expect([...sent].sort()).toEqual(everybody); // nobody twice
  const waits = steps.slice(0, -1).map(({ checkpoint }) => checkpoint.reasons[0]?.code);
  expect(new Set(waits)).toEqual(new Set(['unavailable']));
  process.stdout.write(`${during.length} calls in a day of 500s\n`);
});

test.each([1000, 2950, 2975, 2999])('a queue that is full at %i people rejects nobody', async (queuedUsers) => {
  const { stage, run, now } = time;
  const { limits } = stage.entra.tenant;
  const began = now();
  stage.entra.fault = () => {
    if (now() > began + 3 * hour) stage.entra.runCycles();
    return undefined;
  };
  stage.entra.tenant.limits = { ...limits, queuedUsers };
  const steps = await run(`employees/full${queuedUsers}.csv`, csvOf(records));
  stage.entra.tenant.limits = limits;
  expect(steps.at(-1)?.checkpoint).toMatchObject({ state: 'accepted', accepted: 60, refused: [] });
  expect(steps.some(({ checkpoint }) => checkpoint.reasons[0]?.code === 'unavailable')).toBe(true);
  expect([...new Set(externalIdsIn(stage.entra.accepted()))].sort()).toEqual(everybody);
});

test.each([
  ['Quarantine', 'job_quarantined'],
  ['Paused', 'job_paused'],
] as const)('no request goes to a job that is %s, however long', async (status, reason) => {
  const { stage, goOn, run, pass } = time;
  const [job] = stage.entra.tenant.jobs;
  if (job === undefined) throw new Error('there is no job');
  job.status = status;
  const content = csvOf(people(100, 1 + Math.ceil(Math.random() * 1e6)));
  const path = `employees/${status}.csv`;
  const loggedBefore = time.logged.length;
  const etag = await stage.drop(path, content);
  for (let hours = 0; hours < 100; hours += 5) {
    const { at, checkpoint } = await goOn(path, etag);
    expect(checkpoint).toMatchObject({ state: 'waiting', reasons: [{ code: reason }] });
    expect(Date.parse(checkpoint.due ?? '') - at).toBe(10 * minute);
    pass(5 * hour);
  }
  expect(stage.entra.answers).toEqual([]);
  const told = time.logged.slice(loggedBefore).filter((line) => line.startsWith('HrFileWaiting '));
  expect(told).toHaveLength(3); // once a day: after 25, 50 and 75 hours
  expect(told[0]).toMatch(new RegExp(`"reason":"${reason}".*"recordsValid":100`));
  job.status = 'Active';
  const steps = await run(path, content);
  expect(steps.at(-1)?.checkpoint.state).toBe('accepted');
});

import { systemClock } from '../../lib/graph/clock';
import { resumeIngestion } from '../../lib/ingestion/feed/decisions';
import { connectStorage } from '../../lib/ingestion/storage/connect';
import { csvOf, people } from '../support/files';
import { type PassingTime, startPassingTime } from './passingTime';
import { full } from './scale';

const [minute, hour] = [60_000, 3_600_000];
const day = 24 * hour;

let time: PassingTime;
beforeAll(async () => {
  time = await startPassingTime(2000);
});
afterAll(() => time.close());
beforeEach(() => {
  time.stage.entra.forget();
  time.pass(2 * day); // the quota is whole again
});

test('when somebody else spends the quota, it waits after ten minutes of 429, and tries once in half an hour', async () => {
  const { stage, run, now } = time;
  const calls: number[] = [];
  const served = now() + 3 * hour;
  stage.entra.fault = () => {
    calls.push(now());
    return now() < served ? { status: 429 } : undefined;
  };
  const began = now();
  const steps = await run('employees/elsewhere.csv', csvOf(people(600)));
  expect(steps.at(-1)?.checkpoint).toMatchObject({ state: 'accepted', accepted: 12 });
  const first = steps.find(({ checkpoint }) => checkpoint.reasons[0]?.code === 'quota_elsewhere');
  expect(first?.at).toBeLessThan(began + 30 * minute);
  const probes = calls.filter((time) => time > (first?.at ?? 0) && time < served);
  expect(probes.length).toBeGreaterThan(2);
  for (const [index, time] of probes.entries())
    expect(time - (probes[index - 1] ?? 0)).toBeGreaterThanOrEqual(30 * minute);
  expect(now() - served).toBeLessThan(31 * minute);
});

test('72 hours of nothing but 503 fail it; resumed, it ends accepted', async () => {
  const { stage, run, now } = time;
  const began = now();
  let sleeps = !full; // the machine, through most of the day: its hundred tries are a test of their own length
  stage.entra.fault = () => {
    if (sleeps && now() > began + 2 * hour) {
      sleeps = false;
      time.pass(68 * hour);
    }
    return { status: 503 };
  };
  const content = csvOf(people(600, 1000));
  const steps = await run('employees/trouble.csv', content);
  expect(steps.at(-1)?.checkpoint).toMatchObject({ state: 'failed', reasons: [{ code: 'unavailable' }] });
  expect(now() - began).toBeGreaterThanOrEqual(3 * day);
  expect(now() - began).toBeLessThan(3 * day + hour);

  stage.entra.fault = () => undefined;
  const storage = await connectStorage({ connectionString: stage.connectionString });
  const { ingestionId = '', etag = '' } = steps.at(-1) ?? {};
  const nothing = async () => {};
  const decision = { clock: systemClock, by: 'unknown', sendEvent: nothing, savePage: nothing, checkMapping: nothing };
  await resumeIngestion(ingestionId, storage, decision);
  expect((await time.goOn('employees/trouble.csv', etag)).checkpoint.state).toBe('accepted');
  expect(stage.entra.people()).toHaveLength(600);
});

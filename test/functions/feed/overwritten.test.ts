import { setTimeout as sleep } from 'node:timers/promises';
import { csvOf, mapping, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(
    mapping('employees', { safeguards: { maxChangedPercent: { '*': 100 } } }),
    mapping('partial', { content: 'partial', safeguards: { maxChangedPercent: { '*': 100 } } }),
  );
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const a = csvOf(people(1000));
const b = csvOf(people(1000).map(([id]) => person(Number(id?.slice(1)), 'Chief')));

const eventsOf = (output: string, ingestionId: string) =>
  output.split('\n').filter((line) => line.includes('HrFile') && line.includes(`"ingestionId":"${ingestionId}"`));

/**
 * Overwrites a blob A, B, A, a second between, while the last requests of the first A are in
 * flight.
 */
async function overwrite(path: string): Promise<[first: string, second: string, third: string]> {
  let calls = 0;
  stage.entra.fault = (number) => {
    calls = number;
    return number > 1 ? { delay: 7000 } : undefined;
  };
  const first = await stage.drop(path, a);
  await until('all its requests', () => (calls === 20 ? true : undefined));
  stage.entra.fault = () => undefined;
  await sleep(1100);
  const second = await stage.drop(path, b);
  await sleep(1100);
  return [first, second, await stage.drop(path, a)];
}

test('a file whose requests were all accepted ends accepted, although its blob was overwritten twice meanwhile', async () => {
  const host = await stage.startHost();
  const [first, second, third] = await overwrite('employees/a.csv');
  const report = await stage.report(first);
  expect(report).toMatchObject({ state: 'accepted', reasons: [], requests: { total: 20, accepted: 20 } });
  expect(report.acceptedAt).not.toBeNull();
  expect((await stage.report(third)).state).toBe('unchanged');
  expect(await stage.report(second)).toMatchObject({ state: 'superseded', requests: { accepted: 0 } });
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(1000);
  const events = await until('its event', () => {
    const found = eventsOf(host.output(), report.ingestionId);
    return found.length > 0 ? found : undefined;
  });
  expect(events).toEqual([expect.stringMatching(/HrFileAccepted.*"recordsAccepted":1000/)]);
});

thorough('of a partial feed, too, the first version ends accepted', async () => {
  await stage.startHost();
  const [first, second] = await overwrite('partial/a.csv');
  expect(await stage.report(first)).toMatchObject({ state: 'accepted', requests: { total: 20, accepted: 20 } });
  expect(await stage.report(second)).toMatchObject({ state: 'failed', reasons: [{ code: 'blob_replaced' }] });
});

thorough('a file that was overwritten in the middle is ended by its own worker', async () => {
  const host = await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '5' });
  const first = await stage.drop('employees/a.csv', a);
  await until('its first requests', () => (stage.entra.accepted().length >= 5 ? true : undefined));
  await sleep(1100);
  const second = await stage.drop('employees/a.csv', b);
  const report = await stage.report(first);
  expect(report).toMatchObject({ state: 'superseded', reasons: [{ code: 'blob_replaced' }] });
  expect((await stage.report(second)).state).toBe('accepted');
  const sent = stage.entra.accepted().filter((body) => !body.includes('Chief')).length;
  expect(report.requests.accepted).toBe(sent);
  expect(eventsOf(host.output(), report.ingestionId)).toEqual([
    expect.stringMatching(new RegExp(`HrFileSuperseded.*"recordsAccepted":${50 * sent}`)),
  ]);
});

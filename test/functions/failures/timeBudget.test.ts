import { csvOf, people } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

test('an invocation whose time budget is out stops cleanly, and resumeIngestion goes on to the end', async () => {
  // four requests in five seconds, and 0.9 seconds in an invocation: several of them do nothing but
  // wait
  const host = await stage.startHost({ TIME_BUDGET_MINUTES: '0.015', GRAPH_CALLS_PER_5_SECONDS: '4' });
  const records = people(400);
  const etag = await stage.drop('employees/long.csv', csvOf(records));
  await stage.report(etag, ({ state, requests }) => state === 'uploading' && requests.accepted === 4);
  expect(await stage.report(etag)).toMatchObject({
    state: 'accepted',
    reasons: [],
    records: { read: 400, valid: 400 },
    requests: { total: 8, accepted: 8 },
  });
  expect(externalIdsIn(stage.entra.accepted())).toHaveLength(400); // a clean stop sends nothing twice
  expect(stage.entra.people()).toHaveLength(400);
  expect(host.output()).toMatch(/\[ingestHrFile\] .* uploading/);
  await until('the log line', () => host.output().match(/\[resumeIngestion\] .* accepted/) ?? undefined);
  expect(host.output()).not.toMatch(/^error:/m);
  expect(await stage.messages('ingestion-resume-poison')).toBe(0);
  host.signal('SIGTERM');
  expect(await host.ended).toBe(0);
});

thorough('a blob that changed a moment ago is read when it has settled', async () => {
  const host = await stage.startHost({ SETTLE_SECONDS: '3' });
  const etag = await stage.drop('employees/settling.csv', csvOf(people(1)));
  await until('the delivery', () => host.output().match(/upload may still be running/) ?? undefined);
  expect(await stage.report(etag)).toMatchObject({ state: 'accepted' });
  host.signal('SIGTERM');
  await host.ended;
});

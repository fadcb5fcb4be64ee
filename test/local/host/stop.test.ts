import { csvOf, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { until } from '../../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

test('`Host.stop()` ends an upload whose calls hang; another host sends the rest at once', async () => {
  const etag = await stage.drop('employees/stopped.csv', csvOf(people(3000)));
  let came = 0;
  stage.entra.fault = (number) => {
    came = number;
    return number > 1 ? { delay: 3_600_000 } : undefined; // the first request goes alone
  };
  const first = await stage.startHost();
  await until('calls that hang', () => came > 10 || undefined);
  const path = `employees/${(await stage.report(etag, () => true)).ingestionId}/checkpoint.json`;
  const readCheckpoint = async () => JSON.parse((await stage.read('ingestion-state', path)) ?? '{}');
  await until('its checkpoint', async () => (await readCheckpoint()).settled === 1 || undefined);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(stage.entra.answers).toHaveLength(1); // it waited for no other
  const stopped = await stage.report(etag, () => true);
  expect(stopped).toMatchObject({ state: 'uploading', reasons: [], requests: { total: 60, accepted: 1 } });
  expect(await readCheckpoint()).toMatchObject({ settled: 1, begun: 0 });
  expect(await stage.leases()).toBe(0);
  expect(await stage.messages('ingestion-resume')).toBe(1);

  stage.entra.fault = () => undefined;
  await stage.startHost({ 'AzureWebJobs.ingestHrFile.Disabled': 'true' });
  expect(await stage.report(etag)).toMatchObject({ state: 'accepted', requests: { total: 60, accepted: 60 } });
  expect(stage.entra.people()).toHaveLength(3000);
  expect(stage.entra.answers).toHaveLength(60);
});
